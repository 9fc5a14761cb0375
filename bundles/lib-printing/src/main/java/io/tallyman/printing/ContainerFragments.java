package io.tallyman.printing;

import io.tallyman.api.container.Container;
import java.util.function.Function;

/**
 * Keeps the text that describes containers. Each snapshot is encoded once, for all printers that share this object.
 * Thread-safe.
 *
 * <p>A direct-mapped table by serial number. Hits take no lock: entries are immutable, and a stale one only costs
 * another look. Misses are rare; they make room by throwing out what nobody has asked for since the last sweep and
 * double the table where two live snapshots meet, up to {@link #MAX_SLOTS}.
 */
public final class ContainerFragments {
    private static final int MIN_SLOTS = 64;
    static final int MAX_SLOTS = 32_768;

    private final Function<Container, byte[]> encoder;
    private final byte[] host;
    private Fragment[] slots = new Fragment[MIN_SLOTS];
    private int misses;

    /** @param encoder makes the text; gets null for the host */
    public ContainerFragments(Function<Container, byte[]> encoder) {
        this.encoder = encoder;
        host = encoder.apply(null);
    }

    private static final class Fragment {
        private final long serial;
        private final byte[] text;
        private boolean used;

        Fragment(long serial, byte[] text) {
            this.serial = serial;
            this.text = text;
        }
    }

    /** The encoded container, or the host if there is none. The array is shared: nobody may write to it. */
    public byte[] of(Container container) {
        if (container == null) {
            return host;
        }
        Fragment[] table = slots;
        Fragment fragment = table[(int) container.serial() & table.length - 1];
        if (fragment == null || fragment.serial != container.serial()) {
            return encode(container);
        }
        if (!fragment.used) {
            fragment.used = true;
        }
        return fragment.text;
    }

    int slots() {
        return slots.length;
    }

    private synchronized byte[] encode(Container container) {
        if (++misses >= slots.length / 2) {
            sweep();
        }
        Fragment fragment = new Fragment(container.serial(), encoder.apply(container));
        while (isTaken(fragment) && slots.length < MAX_SLOTS) {
            grow();
        }
        slots[(int) fragment.serial & slots.length - 1] = fragment;
        return fragment.text;
    }

    private boolean isTaken(Fragment fragment) {
        Fragment other = slots[(int) fragment.serial & slots.length - 1];
        return other != null && other.used && other.serial != fragment.serial;
    }

    private void grow() {
        Fragment[] larger = new Fragment[2 * slots.length];
        for (Fragment fragment : slots) {
            if (fragment != null) {
                larger[(int) fragment.serial & larger.length - 1] = fragment;
            }
        }
        slots = larger;
    }

    private void sweep() {
        misses = 0;
        for (int i = 0; i < slots.length; i++) {
            Fragment fragment = slots[i];
            if (fragment != null && !fragment.used) {
                slots[i] = null;
            } else if (fragment != null) {
                fragment.used = false;
            }
        }
    }
}
