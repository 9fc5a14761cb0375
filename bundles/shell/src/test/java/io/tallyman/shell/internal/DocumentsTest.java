package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Documents.write(directory, "9.8.7");
    }

    private String page(String name) throws IOException {
        return Files.readString(directory.resolve("man/man1").resolve(name));
    }

    @Test
    void shouldWriteAPageForEachCommand() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("man/man1"))) {
            assertEquals(Set.of("tallyman.1", "tallyman-trace.1", "tallyman-replay.1", "tallyman-list.1",
                    "tallyman-doctor.1", "tallyman-run.1", "tallyman-shell.1", "tallyman-health.1", "tallyman-help.1"),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    @Test
    void shouldDescribeOptionsAsHelpDoes() throws IOException {
        String trace = page("tallyman-trace.1");
        assertTrue(trace.startsWith(".TH \"TALLYMAN\\-TRACE\" \"1\" \"\" \"tallyman 9.8.7\" \"\"\n"), trace);
        assertTrue(trace.contains("\n.TP\n\\fB\\-\\-buffer\\fR \\fISIZE\\fR\n"
                + "Ring buffer of the kernel, a power of two. Default: 16M.\n"), trace);
        assertTrue(page("tallyman.1").contains("\n.TP\n\\fBreplay\\fR\n"), page("tallyman.1"));
    }

    /** No description may be taken for a macro. */
    @Test
    void shouldWriteNothingButTheMacrosOfAPage() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("man/man1"))) {
            for (Path file : files.toList()) {
                assertEquals(List.of(), Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(".") || line.startsWith("'"))
                        .filter(line -> !line.matches("\\.(TH|SH|TP)( .*)?"))
                        .toList());
            }
        }
    }

    @Test
    void shouldCompleteInBash() throws Exception {
        Path script = directory.resolve("completion/tallyman.bash");
        Process bash = new ProcessBuilder("bash", "-c", "compopt() { :; }; source '" + script + "'; "
                + "COMP_WORDS=(tallyman trace --contai); COMP_CWORD=2; _complete_tallyman; echo \"${COMPREPLY[@]}\"; "
                + "COMP_WORDS=(tallyman repl); COMP_CWORD=1; _complete_tallyman; echo \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true).start();
        assertEquals("--containers --container\nreplay\n",
                new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldNameEachCommandAndAllItsOptions() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("lib/options"));
        assertEquals(List.of("trace", "replay", "list", "doctor", "run", "shell", "health", "help"),
                lines.stream().map(line -> line.split(" ")[0]).toList());
        assertTrue(lines.contains("list --help --json -h"), lines.toString());
        assertTrue(List.of(lines.get(0).split(" ")).containsAll(List.of("--decode", "--no-decode", "-e", "--containers")),
                lines.get(0));
    }
}
