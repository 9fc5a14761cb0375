package io.tallyman.capture.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A container's snapshot as bytes.
 *
 * <pre>
 *   0  s64 serial      number of the snapshot, within one run
 *   8  s64 created     nanoseconds since the epoch, or 0
 *  16  u64 cgroup
 *  24  u8  enrichment  0 none, 1 pending, 2 complete, 3 failed, 4 partial
 *  25  u8  flags       1 started, 2 existed, 4 the pod's sandbox
 *  26  text id, runtime, name, image, image digest, image id, reason, pod name, pod namespace, pod uid
 *  ..  u32 count, text parent ...
 *  ..  u32 count, (text key, text value) ...
 *
 *  text: u32 number of characters, shifted left by one; lowest bit: two bytes each (UTF-16), else one (Latin-1)
 * </pre>
 *
 * Text is kept character by character, so that a name that is no valid Unicode is replayed without a change.
 */
final class Snapshot {
    private static final Enrichment[] ENRICHMENTS =
            {Enrichment.NONE, Enrichment.PENDING, Enrichment.COMPLETE, Enrichment.FAILED, Enrichment.PARTIAL};
    private static final int FIXED = 26;
    private static final int STARTED = 1;
    private static final int EXISTED = 2;
    private static final int SANDBOX = 4;

    private Snapshot() {
    }

    /** @throws IllegalStateException the snapshot would be too large */
    static byte[] encode(Container container) {
        List<String> texts = texts(container);
        Map<String, String> labels = new TreeMap<>(container.labels());
        ByteBuffer out = ByteBuffer.allocate(size(texts, container.parents(), labels)).order(BlockLayout.ORDER);
        out.putLong(container.serial()).putLong(container.created()).putLong(container.cgroupId());
        out.put((byte) List.of(ENRICHMENTS).indexOf(container.enrichment()));
        out.put((byte) ((container.started() ? STARTED : 0) | (container.existed() ? EXISTED : 0)
                | (container.pod().sandbox() ? SANDBOX : 0)));
        texts.forEach(t -> put(out, t));
        out.putInt(container.parents().size());
        container.parents().forEach(p -> put(out, p));
        out.putInt(labels.size());
        labels.forEach((key, value) -> {
            put(out, key);
            put(out, value);
        });
        return out.array();
    }

    private static List<String> texts(Container c) {
        return List.of(c.id(), c.runtime(), c.name(), c.image(), c.imageDigest(), c.imageId(), c.reason(),
                c.pod().name(), c.pod().namespace(), c.pod().uid());
    }

    private static int size(List<String> texts, List<String> parents, Map<String, String> labels) {
        long size = FIXED + 2L * Integer.BYTES;
        for (String text : texts) {
            size += size(text);
        }
        for (String parent : parents) {
            size += size(parent);
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            size += size(label.getKey()) + size(label.getValue());
        }
        if (size > BlockLayout.MAX_SNAPSHOT) {
            throw new IllegalStateException("what is known of the container takes " + size + " bytes, more than "
                    + BlockLayout.MAX_SNAPSHOT);
        }
        return (int) size;
    }

    private static long size(String text) {
        return Integer.BYTES + ((long) text.length() << (isWide(text) ? 1 : 0));
    }

    private static boolean isWide(String text) {
        return text.chars().anyMatch(c -> c > 0xff);
    }

    private static void put(ByteBuffer out, String text) {
        boolean wide = isWide(text);
        out.putInt(text.length() << 1 | (wide ? 1 : 0));
        for (int i = 0; i < text.length(); i++) {
            if (wide) {
                out.putChar(text.charAt(i));
            } else {
                out.put((byte) text.charAt(i));
            }
        }
    }

    /**
     * Reads what {@link #encode} has written.
     *
     * @param serial the number of the snapshot in this process
     * @throws RuntimeException the bytes are no snapshot
     */
    static Container decode(byte[] snapshot, long serial) {
        ByteBuffer in = ByteBuffer.wrap(snapshot).order(BlockLayout.ORDER).position(Long.BYTES);
        long created = in.getLong();
        long cgroup = in.getLong();
        Enrichment enrichment = ENRICHMENTS[in.get()];
        int flags = in.get();
        List<String> t = texts(in, 10);
        List<String> parents = texts(in, in.getInt());
        Map<String, String> labels = new HashMap<>();
        for (int i = in.getInt(); i > 0; i--) {
            labels.put(text(in), text(in));
        }
        Pod pod = new Pod(t.get(7), t.get(8), t.get(9), (flags & SANDBOX) != 0);
        return new Container(serial, t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5), labels, pod, created,
                cgroup, parents, (flags & STARTED) != 0, (flags & EXISTED) != 0, enrichment, t.get(6));
    }

    private static List<String> texts(ByteBuffer in, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(in));
        }
        return texts;
    }

    private static String text(ByteBuffer in) {
        int head = in.getInt();
        boolean wide = (head & 1) != 0;
        int length = head >>> 1;
        if (length > in.remaining() >> (wide ? 1 : 0)) {
            throw new IllegalArgumentException("a text of " + length + " characters does not fit");
        }
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = wide ? in.getChar() : (char) (in.get() & 0xff);
        }
        return new String(chars);
    }
}
