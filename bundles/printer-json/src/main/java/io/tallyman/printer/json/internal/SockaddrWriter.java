package io.tallyman.printer.json.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Sockaddr;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.JsonText;

/** Writes a socket address as programs that read Tracee's output expect it: an object of strings. For one thread. */
final class SockaddrWriter {
    private static final byte[] INET = key("{'sa_family':'AF_INET','sin_addr':'");
    private static final byte[] INET_PORT = key("','sin_port':'");
    private static final byte[] INET6 = key("{'sa_family':'AF_INET6','sin6_addr':'");
    private static final byte[] INET6_FLOW = key("','sin6_flowinfo':'");
    private static final byte[] INET6_PORT = key("','sin6_port':'");
    private static final byte[] INET6_SCOPE = key("','sin6_scopeid':'");
    private static final byte[] UNIX = key("{'sa_family':'AF_UNIX','sun_path':'");
    private static final byte[] NETLINK = key("{'sa_family':'AF_NETLINK','nl_pid':'");
    private static final byte[] NETLINK_GROUPS = key("','nl_groups':'");
    private static final byte[] OTHER = key("{'sa_family':'");
    private static final byte[] DATA = key("','data':'");
    private static final byte[] END = key("'}");

    private final Sockaddr address = new Sockaddr();
    private final Decoder families = Symbols.builtIn().decoder(Symbols.FAMILY);
    private final JsonText text;

    SockaddrWriter(JsonText text) {
        this.text = text;
    }

    void put(EventView event, int arg, LineBuffer out) {
        address.read(event, arg);
        switch (address.form()) {
            case INET -> putInet(out);
            case INET6 -> putInet6(out);
            case UNIX -> putUnix(out);
            case NETLINK -> out.put(NETLINK).decimal(address.netlinkPid()).put(NETLINK_GROUPS)
                    .decimal(address.netlinkGroups());
            default -> putOther(out);
        }
        out.put(END);
    }

    private void putInet(LineBuffer out) {
        address.putHost(out.put(INET));
        out.put(INET_PORT).decimal(address.port());
    }

    private void putInet6(LineBuffer out) {
        address.putHost(out.put(INET6));
        out.put(INET6_FLOW).decimal(address.flowInfo()).put(INET6_PORT).decimal(address.port());
        out.put(INET6_SCOPE).decimal(address.scopeId());
    }

    private void putUnix(LineBuffer out) {
        out.put(UNIX);
        if (address.isAbstract()) {
            out.put('@');
        }
        text.put(address.array(), address.pathFrom(), address.pathTo(), out);
    }

    private void putOther(LineBuffer out) {
        out.put(OTHER);
        if (address.family() >= 0) {
            families.put(address.family(), out);
        }
        address.putRaw(out.put(DATA));
    }
}
