package io.tallyman.printer.table.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.testing.RecordBuilder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ArgsTextTest {
    private static final int ARGS = 83;

    private final Table decoded = Table.normal(c -> c);
    private final Table plain = Table.normal(c -> c, "decode", "false");

    @Test
    void namesNumbersUnlessToldNotTo() {
        RecordBuilder open = RecordBuilder.of("openat").returnValue(-2).number("dirfd", -100).text("pathname", "/etc/x")
                .number("flags", 0x80241).number("mode", 0644);
        assertEquals("dirfd: AT_FDCWD, pathname: /etc/x, flags: O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, mode: 0644",
                args(decoded, open));
        assertEquals("dirfd: -100, pathname: /etc/x, flags: 524865, mode: 420", args(plain, open));
        assertEquals("-ENOENT", ret(decoded, open));
        assertEquals("-2", ret(plain, open));
    }

    @Test
    void namesANumberByTheArgumentThatGivesItItsMeaning() {
        assertEquals("domain: AF_INET, type: SOCK_STREAM, protocol: IPPROTO_TCP", args(decoded, socket(2, 1, 6)));
        assertEquals("domain: AF_INET6, type: SOCK_RAW, protocol: IPPROTO_ICMPV6", args(decoded, socket(10, 3, 58)));
        assertEquals("domain: AF_NETLINK, type: SOCK_RAW, protocol: NETLINK_XFRM", args(decoded, socket(16, 3, 6)));
        assertEquals("domain: AF_PACKET, type: SOCK_RAW, protocol: 6", args(decoded, socket(17, 3, 6)));
        assertEquals("domain: 16, type: 3, protocol: 6", args(plain, socket(16, 3, 6)));
        assertEquals("sockfd: 7, level: SOL_TCP, optname: TCP_NODELAY, optval: 0x0, optlen: 4", args(decoded, option(6, 1)));
        assertEquals("sockfd: 7, level: SOL_SOCKET, optname: SO_DEBUG, optval: 0x0, optlen: 4",
                args(decoded, option(1, 1)));
        assertEquals("sockfd: 7, level: 99, optname: 1, optval: 0x0, optlen: 4", args(decoded, option(99, 1)));
    }

    private static RecordBuilder socket(int domain, int type, int protocol) {
        return RecordBuilder.of("socket").number("domain", domain).number("type", type).number("protocol", protocol);
    }

    private static RecordBuilder option(int level, int name) {
        return RecordBuilder.of("setsockopt").number("sockfd", 7).number("level", level).number("optname", name)
                .number("optlen", 4);
    }

    @Test
    void namesNoErrorWhereTheNumberIsNone() {
        assertEquals("-5000", ret(decoded, RecordBuilder.of("openat").returnValue(-5_000)));
        assertEquals("-2", ret(decoded, RecordBuilder.of("sched_process_exit").returnValue(-2)));
    }

    @Test
    void writesPointersAndArraysAndWhatIsMissing() {
        assertEquals("pathname: (unreadable), argv: [ls  -l], envp: 0x7fffffffe5a8",
                args(decoded, RecordBuilder.of("execve").unreadable("pathname").strings("argv", "ls", "", "-l")
                        .number("envp", 0x7fffffffe5a8L)));
        assertEquals("pathname: (unreadable: 0x7fff00001235), argv: NULL, envp: 0x0",
                args(decoded, RecordBuilder.of("execve").unreadable("pathname", 0x7fff_0000_1235L)));
        assertEquals("pathname: NULL, argv: [a b]..., envp: 0x0", args(decoded, RecordBuilder.of("execve")
                .truncated("argv", new byte[] {'a', 0, 'b'})));
        assertEquals("pathname: ab..., argv: [], envp: 0xffffffffffffffff", args(decoded, RecordBuilder.of("execve")
                .truncated("pathname", new byte[] {'a', 'b'}).bytes("argv").number("envp", -1)));
    }

    @Test
    void writesThePathsOfDescriptorsAsStraceDoes() {
        assertEquals("dirfd: AT_FDCWD</srv>, pathname: a, flags: O_RDONLY, mode: 0, returned: 3</srv/a>",
                args(decoded, RecordBuilder.of("openat").paths("/srv", "/srv/a").returnValue(3).number("dirfd", -100)
                        .text("pathname", "a")));
        assertEquals("dirfd: 7, pathname: a, flags: O_RDONLY, mode: 0", args(decoded, RecordBuilder.of("openat")
                .paths(null, null).returnValue(-2).number("dirfd", 7).text("pathname", "a")));
        assertEquals("returned: 5<anon>", args(decoded, RecordBuilder.of("inotify_init").paths("anon").returnValue(5)));
    }

    @Test
    void writesAddressesAsPeopleDo() {
        assertEquals("127.0.0.1:80", address(RecordBuilder.of("bind").inet("addr", 80, 127, 0, 0, 1)));
        assertEquals("[::1]:443", address(RecordBuilder.of("bind").inet("addr", 443, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                0, 0, 0, 0, 1)));
        assertEquals("unix:/run/x", address(RecordBuilder.of("bind").text("addr", "\1\0/run/x\0")));
        assertEquals("unix:@a\\x00b", address(RecordBuilder.of("bind").text("addr", "\1\0\0a\0b")));
        assertEquals("netlink:7/1", address(hex("10000000" + "07000000" + "01000000")));
        assertEquals("AF_VSOCK:00ff", address(hex("280000ff")));
    }

    private static RecordBuilder hex(String hex) {
        return RecordBuilder.of("bind").bytes("addr", HexFormat.of().parseHex(hex));
    }

    private String address(RecordBuilder record) {
        String args = args(decoded, record);
        return args.substring("sockfd: 0, addr: ".length(), args.indexOf(", addrlen"));
    }

    private static String args(Table table, RecordBuilder record) {
        return table.row(record.view()).substring(ARGS).strip();
    }

    private static String ret(Table table, RecordBuilder record) {
        return table.row(record.view()).substring(40, 56).strip();
    }
}
