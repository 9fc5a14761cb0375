package io.tallyman.api.decode;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;

/**
 * Decodes a socket address as the kernel keeps it. One object serves one thread and is used again: {@link #read}
 * replaces the address.
 *
 * <p>{@link Form#RAW} stands for an address of a family that this class does not decode, and for an address that is
 * shorter than its family needs.
 */
public final class Sockaddr {
    /** Which getters have a value. */
    public enum Form {
        /** IPv4: port and address. */
        INET,
        /** IPv6: port, address, flow information and interface. */
        INET6,
        /** A socket of this machine: a path, a name in the abstract namespace, or neither. */
        UNIX,
        /** The kernel's netlink: port id and groups. */
        NETLINK,
        /** The bytes alone. */
        RAW
    }

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;

    private byte[] bytes = new byte[128];
    private int length;
    private Form form = Form.RAW;

    /** Reads an argument of kind {@link io.tallyman.api.event.FieldKind#SOCKADDR}. */
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

    /** The form of the address that was read last; {@link Form#RAW} before the first. */
    public Form form() {
        return form;
    }

    /** Number of the address family, or -1 if the address is too short for the number. */
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

    /** Port id of a {@link Form#NETLINK} address; 0 is the kernel. */
    public long netlinkPid() {
        return little32(4);
    }

    /** Multicast groups of a {@link Form#NETLINK} address, one bit each. */
    public long netlinkGroups() {
        return little32(8);
    }

    /**
     * Whether a {@link Form#UNIX} address is in the abstract namespace. The path does not have the zero byte in front.
     */
    public boolean isAbstract() {
        return length > 2 && bytes[2] == 0;
    }

    /** The array for {@link #pathFrom} and {@link #pathTo}. */
    public byte[] array() {
        return bytes;
    }

    /** Index of the first byte of a {@link Form#UNIX} address's path. */
    public int pathFrom() {
        return isAbstract() ? 3 : 2;
    }

    /** Index behind the path: an abstract path ends with the address, another path before its first zero byte. */
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

    /** Appends the host of an internet address in numbers. IPv6 has the form of RFC 5952. */
    public void putHost(LineBuffer out) {
        if (form == Form.INET) {
            putDotted(4, out);
        } else {
            putInet6(out);
        }
    }

    /** Appends the bytes behind the family's number, in hexadecimal. */
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
