package io.tallyman.containers.internal.authority;

import io.tallyman.api.runtime.ContainerFragment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of a daemon's answer is kept. What a container's owner can choose is cut, not refused: 512 characters of any
 * member, 64 labels in the order of their keys with 256 and 4,096 characters, 16,384 characters of labels together. A
 * health check with more than 16,384 characters is none: a part of a command is another command.
 */
public final class FragmentLimits {
    public static final int MEMBER = 512;
    static final int LABELS = 64;
    static final int LABEL_KEY = 256;
    static final int LABEL_VALUE = 4_096;
    static final int ALL_LABELS = 16_384;
    static final int PATH = 4_095;
    static final int HEALTHCHECK = 16_384;
    private static final int FRAGMENT = 200;
    private static final int LABEL = 128;
    private static final int WORD = 24;

    private FragmentLimits() {
    }

    /** @return null where the id is too long to be one */
    public static ContainerFragment apply(ContainerFragment fragment) {
        if (fragment == null || fragment.id().length() > MEMBER) {
            return null;
        }
        return new ContainerFragment(fragment.id(), cut(fragment.name(), MEMBER), cut(fragment.image(), MEMBER),
                cut(fragment.imageDigest(), MEMBER), cut(fragment.imageId(), MEMBER), fragment.imageKnown(),
                labels(fragment.labels()), fragment.allLabels(), cut(fragment.podName(), MEMBER),
                cut(fragment.podNamespace(), MEMBER), cut(fragment.podUid(), MEMBER), fragment.sandbox(),
                fragment.created(), Math.max(fragment.pid(), 0), path(fragment.cgroupPath()),
                healthcheck(fragment.healthcheck()));
    }

    /** About how much memory a fragment takes, in bytes: two for each character, and what surrounds each text. */
    public static long bytes(ContainerFragment fragment) {
        long characters = (long) fragment.id().length() + fragment.name().length() + fragment.image().length()
                + fragment.imageDigest().length() + fragment.imageId().length() + fragment.podName().length()
                + fragment.podNamespace().length() + fragment.podUid().length()
                + (fragment.cgroupPath() == null ? 0 : fragment.cgroupPath().length())
                + characters(fragment.healthcheck());
        return FRAGMENT + 2 * characters + bytes(fragment.labels());
    }

    /** How many characters these words have; null has none. */
    public static long characters(List<String> words) {
        return words == null ? 0 : words.stream().mapToLong(word -> WORD + word.length()).sum();
    }

    /** About how much memory labels take, in bytes. */
    public static long bytes(Map<String, String> labels) {
        long bytes = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            bytes += LABEL + 2L * (label.getKey().length() + label.getValue().length());
        }
        return bytes;
    }

    /** One line of limited length, for reasons that daemons and libraries put into words. */
    public static String reason(Throwable failure) {
        String text = failure.getMessage();
        if (text == null || text.isBlank()) {
            text = failure.getClass().getSimpleName();
        }
        return cut(text.replaceAll("\\p{Cntrl}+", " ").strip(), 200);
    }

    public static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end);
    }

    private static Map<String, String> labels(Map<String, String> labels) {
        Map<String, String> kept = new TreeMap<>();
        int room = ALL_LABELS;
        for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
            String key = cut(label.getKey(), LABEL_KEY);
            String value = cut(label.getValue(), LABEL_VALUE);
            room -= key.length() + value.length();
            if (room < 0 || kept.size() == LABELS) {
                break;
            }
            kept.put(key, value);
        }
        return kept;
    }

    private static List<String> healthcheck(List<String> program) {
        return characters(program) > HEALTHCHECK ? List.of() : program;
    }

    /** The path, or null where it cannot be a container's: the root, a relative path, or one with dots. */
    private static String path(String path) {
        if (path == null || path.length() < 2 || path.length() > PATH || path.charAt(0) != '/'
                || (path + "/").contains("/../") || (path + "/").contains("/./")) {
            return null;
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
