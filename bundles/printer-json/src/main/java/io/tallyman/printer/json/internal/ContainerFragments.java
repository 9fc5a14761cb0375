package io.tallyman.printer.json.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;

/**
 * Keeps the JSON that describes containers. Each snapshot is encoded once, for all printers.
 *
 * <p>A direct-mapped table by serial number. Hits take no lock: entries are immutable, and a stale one only costs
 * another look. Misses are rare; they make room by throwing out what nobody has asked for since the last sweep and
 * double the table where two live snapshots meet, up to {@link #MAX_SLOTS}.
 */
final class ContainerFragments {
    private static final int MIN_SLOTS = 64;
    static final int MAX_SLOTS = 32_768;

    private final ContainerJson json;
    private final Fragment host;
    private Fragment[] slots = new Fragment[MIN_SLOTS];
    private int misses;

    ContainerFragments(ContainerJson json) {
        this.json = json;
        host = new Fragment(-1, json.encode(null), false);
    }

    /** The encoded container. */
    static final class Fragment {
        private final long serial;
        private final byte[] json;
        private final boolean started;
        private boolean used;

        Fragment(long serial, byte[] json, boolean started) {
            this.serial = serial;
            this.json = json;
            this.started = started;
        }

        byte[] json() {
            return json;
        }

        boolean started() {
            return started;
        }
    }

    /** What must be known of a container before it is encoded. */
    Metadata needs() {
        return json.needs();
    }

    Fragment of(Container container) {
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
        return fragment;
    }

    int slots() {
        return slots.length;
    }

    private synchronized Fragment encode(Container container) {
        if (++misses >= slots.length / 2) {
            sweep();
        }
        Fragment fragment = new Fragment(container.serial(), json.encode(container), container.started());
        while (isTaken(fragment) && slots.length < MAX_SLOTS) {
            grow();
        }
        slots[(int) fragment.serial & slots.length - 1] = fragment;
        return fragment;
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
