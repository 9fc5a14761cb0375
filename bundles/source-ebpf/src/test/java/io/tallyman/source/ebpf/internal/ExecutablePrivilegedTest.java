package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the program that a process executes comes from. */
@Tag("privileged")
@Timeout(120)
class ExecutablePrivilegedTest {
    private static final String UNKNOWN = "unknown";
    private static final String IMAGE = "image";
    private static final String COPIED = "copied";
    private static final String NEW = "new";
    private static final String TRUE = "/bin/true";

    /** Two mounts, one after the other, as a container that is started again has. */
    private static final String OVERLAY = """
            mount -t tmpfs tm-layers "$1"
            cd "$1"
            mkdir lower upper work all
            for name in untouched touched linked replaced; do cp /bin/true lower/$name; done
            ln lower/linked lower/second
            mounted() { mount -t overlay tm-overlay -o lowerdir=lower,upperdir=upper,workdir=work all; }
            mounted
            touch all/touched
            chmod 700 all/linked
            cp /bin/true all/written
            rm all/replaced
            cp /bin/true all/replaced
            for name in untouched touched linked replaced written; do all/$name first; done
            umount all
            mounted
            for name in untouched touched linked replaced written; do all/$name second; done
            lower/untouched below
            """;

    @Test
    void shouldTellTheImagesProgramsFromNewOnes(@TempDir Path directory) throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exec")) {
            tracer.run("unshare", "-m", "sh", "-ec", OVERLAY, "sh", directory.toString());
            for (String mount : List.of("first", "second")) {
                assertLayer(tracer, IMAGE, "all/untouched", mount);
                assertLayer(tracer, COPIED, "all/touched", mount);
                assertLayer(tracer, NEW, "all/replaced", mount);
                assertLayer(tracer, NEW, "all/written", mount);
            }
            assertLayer(tracer, COPIED, "all/linked", "first");
            // overlay does not find a hard link's former file again, unless it was mounted with index=on
            assertLayer(tracer, NEW, "all/linked", "second");
            assertLayer(tracer, UNKNOWN, "lower/untouched", "below");
        }
    }

    private static void assertLayer(Tracer tracer, String layer, String... argv) {
        Seen exec = tracer.only("sched_process_exec", one -> List.of(argv).equals(one.arg("argv")));
        assertEquals(layer, exec.arg("executable_layer"), String.join(" ", argv));
        exec.check("executable_layer", layer).check("executable_memfd", 0L).check("executable_deleted", 0L);
    }

    @Test
    void shouldSayThatAProgramIsInMemoryAlone() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exec")) {
            int pid = tracer.help("exec-copy", TRUE, "tm-copy");
            tracer.only("sched_process_exec", one -> one.hostPid() == pid && List.of(TRUE, "tm-copy").equals(one.arg("argv")))
                    .check("executable_memfd", 1L).check("executable_deleted", 0L).check("executable_layer", UNKNOWN);
        }
    }

    /** A second name keeps the number of links above zero. */
    @Test
    void shouldSayThatAProgramWasRemoved(@TempDir Path directory) throws Exception {
        Path program = Files.copy(Path.of(TRUE), directory.resolve("removed"));
        program.toFile().setExecutable(true);
        Files.createLink(directory.resolve("second"), program);
        try (Tracer tracer = Tracer.of("sched_process_exec")) {
            int pid = tracer.help("exec-removed", program.toString());
            tracer.only("sched_process_exec", one -> one.hostPid() == pid
                    && List.of(program.toString()).equals(one.arg("argv")))
                    .check("executable_deleted", 1L).check("executable_memfd", 0L);
            tracer.run(directory.resolve("second").toString());
            tracer.only("sched_process_exec", one -> List.of(directory.resolve("second").toString()).equals(one.arg("argv")))
                    .check("executable_deleted", 0L);
        }
    }

    @Test
    void shouldSayWhichCapabilitiesAProgramHas() throws Exception {
        try (Tracer tracer = Tracer.of("sched_process_exec")) {
            tracer.run("setpriv", "--reuid=4711", "--regid=4712", "--clear-groups", "--inh-caps=-all,+chown",
                    "--ambient-caps=-all,+chown", TRUE, "tm-chown");
            tracer.only("sched_process_exec", one -> List.of(TRUE, "tm-chown").equals(one.arg("argv")))
                    .check("cap_permitted", 1L).check("euid", 4711L);
        }
    }
}
