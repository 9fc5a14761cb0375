package io.tallyman.printing;

import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Sockaddr;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TextEscaper;

/** Writes socket addresses as one word. Thread-safe. */
public final class AddressText {
    private static final Decoder FAMILIES = Symbols.builtIn().decoder(Symbols.FAMILY);

    private AddressText() {
    }

    /**
     * Appends {@code 127.0.0.1:80}, {@code [::1]:80}, {@code unix:/run/x} or {@code netlink:7/1}, without quotes. An
     * abstract path has an @ in front.
     *
     * @param text writes the path of a Unix address, which is hostile
     */
    public static void put(Sockaddr address, TextEscaper text, LineBuffer out) {
        switch (address.form()) {
            case INET -> {
                address.putHost(out);
                out.put(':').decimal(address.port());
            }
            case INET6 -> {
                address.putHost(out.put('['));
                out.put(']').put(':').decimal(address.port());
            }
            case UNIX -> {
                out.ascii(address.isAbstract() ? "unix:@" : "unix:");
                text.put(address.array(), address.pathFrom(), address.pathTo(), out);
            }
            case NETLINK -> out.ascii("netlink:").decimal(address.netlinkPid()).put('/').decimal(address.netlinkGroups());
            default -> putRaw(address, out);
        }
    }

    private static void putRaw(Sockaddr address, LineBuffer out) {
        if (address.family() >= 0) {
            FAMILIES.put(address.family(), out);
            out.put(':');
        }
        address.putRaw(out);
    }
}
