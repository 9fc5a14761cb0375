package io.tallyman.testing;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Node;
import io.tallyman.api.event.ProcessOrigin;
import java.util.List;
import java.util.Map;

/** One event of each kind that formats treat differently. What a container's owner chooses is hostile in some of them. */
public final class Samples {
    private static final Container IN_POD = Containers.complete(3, "web\n\"1\"", "registry.example:5000/shop/web:1.27",
            Map.of("app.name", "web", "tier", "front \"end\""), Containers.POD, List.of());
    private static final Container PLAIN = Containers.complete(5);
    /** Of the letters abc. */
    private static final String SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final Node NODE = new Node("worker-7", "prod", FakeEventView.UNNAMED.boot());

    private Samples() {
    }

    /** A program starts in a pod. */
    public static FakeEventView exec() {
        return RecordBuilder.of("sched_process_exec").hostTask(40_013, 40_013, 40_001).task(17, 17, 11).syscall(59)
                .text("cmdpath", "./ls").text("pathname", "/usr/bin/ls").strings("argv", "ls", "-l", "a b\"c\n")
                .text("cwd", "/srv").number("euid", 1_009).number("inode", 1_000_003).text("executable_layer", "new")
                .text("executable_sha256", SHA256)
                .view(IN_POD).on(NODE);
    }

    /** A command in a container cannot open a file. The thread's name is no text. */
    public static FakeEventView open() {
        return RecordBuilder.of("openat").returnValue(-2).number("dirfd", -100).text("pathname", "/etc/pässwd")
                .number("flags", 0x80241).number("mode", 0644).comm(new byte[] {'a', -1, '"', '\n'})
                .origin(ProcessOrigin.EXEC).exec(39_989, 1_008_000_000_003L, "e5c0ffee17").view(PLAIN);
    }

    /** A connection over IPv4. */
    public static FakeEventView connect() {
        return RecordBuilder.of("connect").number("sockfd", 7).inet("addr", 443, 203, 0, 113, 7).view(PLAIN);
    }

    /** A connection over IPv6, which the host makes, and which fails. */
    public static FakeEventView connect6() {
        return RecordBuilder.of("connect").number("sockfd", 7).returnValue(-111)
                .inet("addr", 53, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5).view();
    }

    /** A container is made. */
    public static FakeEventView containerCreate() {
        return RecordBuilder.of("container_create").text("runtime", "docker").text("container_id", Containers.ID)
                .number("ctime", 1_795_311_184_424_294_000L).text("container_image", "nginx:1.27")
                .text("container_name", "web").view(PLAIN);
    }

    /** A process of the host ends. */
    public static FakeEventView exit() {
        return RecordBuilder.of("sched_process_exit").hostTask(40_009, 40_009, 40_001).syscall(231)
                .number("exit_code", 256).number("process_group_exit", 1).number("exit_status", 1)
                .number("duration", 1_000_003).view();
    }

    /** A file is renamed; of its names one could not be read, and one is cut. */
    public static FakeEventView rename() {
        return RecordBuilder.of("renameat2").unreadable("oldpath").truncated("newpath", (byte) '/', (byte) 'x')
                .view(PLAIN);
    }

    /** Events of a container are missing. */
    public static FakeEventView lost() {
        return RecordBuilder.of("lost").processStart(0).hostTask(0, 0, 0).task(0, 0, 0).comm("tallyman")
                .number("count", 201_833).text("reason", "queue_full").text("owner", "container")
                .number("first", 1_795_312_010_228_577_331L).number("last", 1_795_312_011_000_000_007L).view(PLAIN);
    }

    /** Calls that became one event. */
    public static FakeEventView folded() {
        return RecordBuilder.of("openat").returnValue(-2).number("dirfd", -100).text("pathname", "/etc/ld.so.preload")
                .folded(41, 1_795_312_010_228_577_331L).view(PLAIN);
    }

    /** A command of which is known from whom it descends; the nearest one has ended, of the last one little is known. */
    public static FakeEventView descendant() {
        return RecordBuilder.of("unlinkat").hostTask(40_013, 40_013, 1).task(17, 17, 1).number("dirfd", -100)
                .text("pathname", "/tmp/x").view(PLAIN).ancestors(
                        FakeAncestor.of(40_009, PLAIN, "/bin/sh", "sh", "-c", "rm \"a b\"\n/tmp/x"),
                        new FakeAncestor(40_001, 7_130_000_000L, false, "/usr/bin/run=c", List.of(), true, null),
                        new FakeAncestor(11, 0, false, "", List.of(), false, null));
    }

    /** All of them, in a fixed order. */
    public static List<FakeEventView> all() {
        return List.of(exec(), open(), connect(), connect6(), containerCreate(), exit(), rename(), lost(), folded(),
                descendant());
    }
}
