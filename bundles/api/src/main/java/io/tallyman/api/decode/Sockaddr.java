package io.tallyman.api.decode;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/**
 * A socket address as the kernel keeps it. A flyweight of one thread: {@link #read} takes in the next one.
 *
 * <p>Addresses that are shorter than their family needs have {@link Form#RAW}, like those of families that have no
 * form of their own here.
 */
public final class Sockaddr {
    /** What the getters hold. */
    public enum Form { INET, INET6, UNIX, NETLINK, RAW }

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;

    private byte[] bytes = new byte[128];
    private int length;
    private Form form = Form.RAW;

    /** Takes in an argument of kind {@link io.tallyman.api.event.FieldKind#SOCKADDR}. */
    public void read(EventView event, int arg) {
        length = event.byteLength(arg);
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        event.copyBytes(arg, bytes, 0);
        form = switch (family()) {
            case AF_INET -> length >= 8 ? Form.INET : Form.RAW;
            case AF_INET6 -> length >= 24 ? Form.INET6 : Form.RAW;
            case AF_UNIX -> Form.UNIX;
            case AF_NETLINK -> length >= 12 ? Form.NETLINK : Form.RAW;
            default -> Form.RAW;
        };
    }

    public Form form() {
        return form;
    }

    /** The family's number, or -1 where not even that is there. */
    public int family() {
        return length < 2 ? -1 : little16(0);
    }

    /** Port of an internet address. */
    public int port() {
        return (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    /** Flow information of an {@link Form#INET6} address. */
    public long flowInfo() {
        return big32(4);
    }

    /** Interface of an {@link Form#INET6} address, or 0. */
    public long scopeId() {
        return length >= 28 ? little32(24) : 0;
    }

    public long netlinkPid() {
        return little32(4);
    }

    public long netlinkGroups() {
        return little32(8);
    }

    /** True for a {@link Form#UNIX} address in the abstract namespace: its path is behind a zero byte. */
    public boolean isAbstract() {
        return length > 2 && bytes[2] == 0;
    }

    /** The bytes that {@link #pathFrom} and {@link #pathTo} point into. */
    public byte[] array() {
        return bytes;
    }

    /** Where the path of a {@link Form#UNIX} address starts. */
    public int pathFrom() {
        return isAbstract() ? 3 : 2;
    }

    /** Where that path ends: an abstract one at the address's end, another one before its first zero byte. */
    public int pathTo() {
        if (isAbstract()) {
            return length;
        }
        int end = 2;
        while (end < length && bytes[end] != 0) {
            end++;
        }
        return end;
    }

    /** Appends the numeric host of an internet address, IPv6 in the form of RFC 5952. */
    public void putHost(LineBuffer out) {
        if (form == Form.INET) {
            putDotted(4, out);
        } else {
            putInet6(out);
        }
    }

    /** Appends what follows the family's number, in hexadecimal. */
    public void putRaw(LineBuffer out) {
        for (int i = Math.min(2, length); i < length; i++) {
            out.hex(bytes[i], 2);
        }
    }

    private void putDotted(int at, LineBuffer out) {
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                out.put('.');
            }
            out.decimal(bytes[at + i] & 0xff);
        }
    }

    private void putInet6(LineBuffer out) {
        int zeros = longestZeroRun();
        int from = zeros >> 4;
        int to = from + (zeros & 15);
        boolean mapped = from == 0 && to == 5 && group(5) == 0xffff;
        int groups = mapped ? 6 : 8;
        for (int i = 0; i < groups; i++) {
            if (i == from && to > from) {
                out.put(':');
                i = to - 1;
                if (to == 8) {
                    out.put(':');
                }
                continue;
            }
            if (i > 0) {
                out.put(':');
            }
            out.hex(group(i));
        }
        if (mapped) {
            putDotted(8 + 12, out.put(':'));
        }
    }

    /** First group of the longest run of two or more zero groups, times 16, plus its length. */
    private int longestZeroRun() {
        int best = 0;
        int i = 0;
        while (i < 8) {
            int start = i;
            while (i < 8 && group(i) == 0) {
                i++;
            }
            if (i - start >= 2 && i - start > (best & 15)) {
                best = start << 4 | i - start;
            }
            i++;
        }
        return best;
    }

    private int group(int i) {
        return (bytes[8 + 2 * i] & 0xff) << 8 | bytes[9 + 2 * i] & 0xff;
    }

    private int little16(int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    private long little32(int at) {
        return little16(at) | (long) little16(at + 2) << 16;
    }

    private long big32(int at) {
        return (bytes[at] & 0xffL) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }
}
