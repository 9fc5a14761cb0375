package io.tallyman.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.distribution.Product.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who finds the shell of which process, and whom it serves. */
class ShellSocketIT {
    private static final Path SCRIPT = Product.HOME.resolve("bin/tallyman");
    private static final Result NOTHING = new Result(0, "nothing is traced\n", "");

    @TempDir
    private Path dir;
    private Map<String, String> environment;

    @BeforeEach
    void choose() {
        environment = Map.of("TALLYMAN_RUN", dir.resolve("run").toString());
    }

    private Product run() throws IOException {
        return Product.start(SCRIPT, dir, environment, List.of("run"));
    }

    private Path socket(Product product) {
        return dir.resolve("run/shell-" + product.pid() + ".sock");
    }

    private Result shell(String... words) throws Exception {
        return Product.run(environment, words);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Runs the client by way of another command, which becomes the client. */
    private Result by(Path starter, String... words) throws Exception {
        try (Product client = Product.start(starter, Path.of("/"), environment, List.of(words))) {
            return client.end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void shouldServeItsShellAndEndWithZeroOnASignal(String signal) throws Exception {
        try (Product product = run()) {
            product.awaitErr("running");
            assertEquals("rwx------", mode(dir.resolve("run")));
            assertEquals("rw-------", mode(socket(product)));
            assertEquals(NOTHING, shell("shell", "trace:status"));
            Result refused = shell("shell", "trace:start", "-e", "no such");
            assertEquals(2, refused.code());
            assertTrue(refused.err().startsWith("tallyman: unknown event 'no such'"), refused.err());
            // without a terminal it only opens its files anew
            product.signal("HUP");
            assertEquals(0, shell("shell", "trace:status").code());
            product.signal(signal);
            assertEquals(0, product.end().code());
            assertFalse(Files.exists(dir.resolve("run")));
        }
    }

    @Test
    @Tag("privileged")
    void shouldNotServeAnotherUser() throws Exception {
        // the directory is open here, so that it is the number of the peer that refuses
        try (Product product = run()) {
            product.awaitErr("running");
            for (Path open : List.of(dir, dir.resolve("run"))) {
                Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            Files.setPosixFilePermissions(socket(product), PosixFilePermissions.fromString("rw-rw-rw-"));
            assertEquals(new Result(1, "", "tallyman: user 65534 may not use the shell of user 0\n"),
                    by(Path.of("/bin/su"), "nobody", "-s", "/bin/sh", "-c", SCRIPT + " shell --socket " + socket(product)
                            + " trace:status"));
        }
    }

    @ParameterizedTest
    @CsvSource({"-m,mount namespace", "-pf,pid namespace", "-mpf,mount and pid namespace"})
    @Tag("privileged")
    void shouldNotServeAProcessOfOtherNamespaces(String option, String difference) throws Exception {
        try (Product product = run()) {
            product.awaitErr("running");
            Result refused = by(Path.of("/usr/bin/unshare"), option, SCRIPT.toString(), "shell", "trace:status");
            assertEquals("", refused.out());
            assertEquals(1, refused.code());
            assertTrue(refused.err().matches("tallyman: the shell is not for processes inside a container: process \\d+ has "
                    + "another " + difference + " than tallyman\n"), refused.err());
        }
    }

    @Test
    @Tag("privileged")
    void shouldServeAnotherSessionOfItsUser() throws Exception {
        try (Product product = run()) {
            product.awaitErr("running");
            assertEquals(NOTHING, by(Path.of("/usr/bin/setsid"), "-w", SCRIPT.toString(), "shell", "trace:status"));
            assertEquals(NOTHING, by(Path.of("/bin/su"), "-", "root", "-c", SCRIPT + " shell --socket " + socket(product)
                    + " trace:status"));
        }
    }

    /**
     * A service manager may give tallyman a mount namespace of its own. The sessions of the host have that of process 1:
     * here a script, since a test may not look at the machine's process 1 everywhere.
     */
    @Test
    @Tag("privileged")
    void shouldServeTheHostFromAMountNamespaceOfItsOwn() throws Exception {
        String script = "unshare -m \"$0\" run 2> err & until grep -q running err 2>/dev/null; do sleep 0.1; done; "
                + "\"$0\" shell trace:status; code=$?; kill -TERM $!; wait; exit $code";
        try (Product host = Product.start(Path.of("/usr/bin/unshare"), dir, environment,
                List.of("-mpf", "--mount-proc", "sh", "-c", script, SCRIPT.toString()))) {
            assertEquals(NOTHING, host.end());
        }
    }

    @Test
    void shouldSpeakToTheOldestUnlessToldOtherwise() throws Exception {
        try (Product first = run()) {
            first.awaitErr("running");
            try (Product second = run()) {
                second.awaitErr("running");
                assertEquals(0, shell("shell", "--pid", String.valueOf(second.pid()), "trace:start", "--name", "b", "-e",
                        "sched_process_exec", "-o", "json:/dev/null").code());
                assertEquals(new Result(0, "nothing is traced\n", "tallyman: 2 processes serve a shell; this is process "
                        + first.pid() + ", the oldest (--list shows all, --pid chooses)\n"), shell("shell", "trace:status"));
                assertTrue(shell("shell", "--pid", String.valueOf(second.pid()), "trace:sessions").out().contains("\nb "));
                List<String> listed = shell("shell", "--list").out().lines().toList();
                assertEquals(3, listed.size(), listed.toString());
                assertTrue(listed.get(1).matches(first.pid() + " .* tallyman run"), listed.get(1));
                assertTrue(listed.get(2).matches(second.pid() + " .* tallyman run"), listed.get(2));
                first.signal("KILL");
                first.end();
                assertTrue(shell("shell", "trace:sessions").out().contains("\nb "));
            }
        }
    }

    /** su and sudo -E keep the variable of the user who called them, who could replace what root puts there. */
    @Test
    @Tag("privileged")
    void shouldKeepOutOfTheRuntimeDirectoryOfSomebodyElse() throws Exception {
        Path runtime = Files.createDirectory(dir.resolve("runtime"));
        Files.setAttribute(runtime, "unix:uid", 65534);
        Map<String, String> inherited = Map.of("TALLYMAN_RUN", dir.resolve("run").toString(), "XDG_RUNTIME_DIR",
                runtime.toString());
        try (Product product = Product.start(SCRIPT, dir, inherited, List.of("run"))) {
            product.awaitErr("running");
            assertEquals(0, runtime.toFile().list().length);
            product.signal("TERM");
            assertEquals(1, product.end().err().lines().filter(line -> line.equals("tallyman: warning: no files are put into "
                    + runtime + ": " + runtime + " belongs to user 65534, who could change what runs here")).count());
        }
    }

    /** Two processes used to take the same socket now and then: one of them had no shell. */
    @Test
    @Tag("heavy")
    void shouldServeTheShellOfEachOfTwoThatStartTogether() throws Exception {
        for (int cycle = 0; cycle < 10; cycle++) {
            try (Product first = run(); Product second = run()) {
                first.awaitErr("running");
                second.awaitErr("running");
                for (Product each : List.of(first, second)) {
                    assertEquals(NOTHING, shell("shell", "--pid", String.valueOf(each.pid()), "trace:status"));
                }
                assertEquals(3, shell("shell", "--list").out().lines().count());
            }
        }
    }
}
