package io.tallyman.printer.table.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.testing.RecordBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    /** Whoever runs in a container chooses these bytes. */
    @Test
    void writesWhatACallWritesWithoutItsControlCharacters() {
        byte[] hostile = "\33[2J a\r\n\0b\303(\u00fc \377".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("fd: 1, buf: 0x0, count: 15, text: \\x1b[2J a\\x0d\\x0a\\x00b\\xc3(\\xfc \\xff", args(decoded,
                RecordBuilder.of("write").number("fd", 1).number("count", 15).bytes("text", hostile)));
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
    void writesTheMembersOfStructures() {
        RecordBuilder sleep = RecordBuilder.of("clock_nanosleep").number("clockid", 1).bytes("request",
                numbers(8, -3, 999_999_937));
        assertEquals("clockid: CLOCK_MONOTONIC, flags: 0, request: {tv_sec: -3, tv_nsec: 999999937}, remain: 0x0",
                args(decoded, sleep));
        assertEquals("clockid: 0, flags: 0, request: {tv_sec: -3, tv_nsec: 7}, remain: 0x0", args(plain,
                RecordBuilder.of("clock_nanosleep").bytes("request", numbers(4, -3, 7))), "of a 32-bit caller");
        RecordBuilder limit = RecordBuilder.of("prlimit64").number("resource", 7).bytes("new_limit",
                numbers(8, 1_021, -1));
        assertEquals("pid: 0, resource: RLIMIT_NOFILE, new_limit: {rlim_cur: 1021, rlim_max: RLIM_INFINITY}, "
                + "old_limit: 0x0", args(decoded, limit));
        assertEquals("pid: 0, resource: 7, new_limit: {rlim_cur: 1021, rlim_max: 18446744073709551615}, old_limit: 0x0",
                args(plain, limit));
        RecordBuilder action = RecordBuilder.of("rt_sigaction").number("signum", 10).bytes("act",
                numbers(8, 0x401136, 0x14000004, 0x7f12, 0x4002));
        assertEquals("signum: SIGUSR1, act: {sa_handler: 0x401136, sa_flags: SA_SIGINFO|SA_RESTORER|SA_RESTART, "
                + "sa_mask: SIGINT|SIGTERM}, oldact: 0x0, sigsetsize: 0", args(decoded, action));
        assertEquals("signum: 0, act: {sa_handler: SIG_IGN, sa_flags: 0, sa_mask: 0x100000000}, oldact: 0x0, "
                + "sigsetsize: 0", args(decoded, RecordBuilder.of("rt_sigaction").bytes("act",
                        numbers(4, 1, 0, 0, 0, 1))));
    }

    @Test
    void writesAsManyMembersAsTheCallerPassed() {
        assertEquals("cl_args: {flags: CLONE_NEWUSER, exit_signal: SIGCHLD, pidfd: 0x0, child_tid: 0x0, "
                + "parent_tid: 0x0}, size: 40", args(decoded, RecordBuilder.of("clone3").number("size", 40)
                        .bytes("cl_args", numbers(8, 0x10000000, 0, 0, 0, 17))));
        assertEquals("cl_args: {}, size: 0", args(decoded, RecordBuilder.of("clone3").bytes("cl_args", new byte[0])));
        assertEquals("cl_args: (unreadable: 0x1235), size: 88", args(decoded,
                RecordBuilder.of("clone3").number("size", 88).unreadable("cl_args", 0x1235)));
    }

    @Test
    void writesTheMembersThatTheCommandGivesToAUnion() {
        byte[] load = Arrays.copyOf(numbers(4, 26, 2), 72);
        load[68] = 24;
        System.arraycopy("on_\33\"x".getBytes(StandardCharsets.US_ASCII), 0, load, 48, 6);
        assertEquals("cmd: BPF_PROG_LOAD, attr: {prog_type: BPF_PROG_TYPE_TRACING, prog_name: on_\\x1b\"x, "
                + "expected_attach_type: BPF_TRACE_FENTRY, insn_cnt: 2, prog_flags: 0x0}, size: 72", args(decoded,
                RecordBuilder.of("bpf").number("cmd", 5).bytes("attr", load).number("size", 72)));
        assertEquals("cmd: 5000, attr: 0700, size: 2", args(decoded, RecordBuilder.of("bpf").number("cmd", 5_000)
                .bytes("attr", new byte[] {7, 0}).number("size", 2)), "an unknown command");
    }

    /** Numbers of so many bytes each, as they lie in memory. */
    private static byte[] numbers(int size, long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(size * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long number : numbers) {
            for (int i = 0; i < size; i++) {
                bytes.put((byte) (number >> 8 * i));
            }
        }
        return bytes.array();
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
