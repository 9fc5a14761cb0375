package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** The lives of real containers as trees of processes. */
public class TreeIT {
    private static final String SCRIPT = "/bin/cat /nowhere; /bin/cat /bin/busybox | /bin/cat >/tm-tree; exec /bin/sleep 0";
    private static final String LOOP = "i=0; while [ $i -lt 1009 ]; do /bin/true; i=$((i+1)); done; /bin/cat /nowhere; :";
    private static final String COLUMNS = "AFTER PID /host END LASTED PROCESS";

    @Test
    public void shouldPrintTheLivesOfContainersWithoutBeingToldWhichEvents() throws Exception {
        Docker.makeImage();
        Path recording = Files.createTempDirectory("tm-tree").resolve("trace.cap");
        try (Lines trace = Lines.traceNamed("-o", "tree", "-o", "capture:" + recording, "--containers", "--runtime",
                "docker:" + Docker.SOCKET, "-s", "containerName=tm-tree*")) {
            Docker.run("tm-tree-pipe", "sh", "-c", SCRIPT);
            Docker.start("tm-tree-exec", "sleep", "10007");
            Docker.docker("exec", "tm-tree-exec", "/bin/true");
            Docker.remove("tm-tree-exec");
            Docker.run("tm-tree-loop", "sh", "-c", LOOP);
            trace.interrupt();
            List<String> text = trace.lines().stream().map(Lines.Line::text).toList();
            assertEquals(trace.stderr(), expected(), text.stream().map(TreeIT::plain).toList());
            assertEquals(text, replayed(recording));
        } finally {
            Files.deleteIfExists(recording);
            Files.delete(recording.getParent());
        }
    }

    /** In the order in which the containers are removed. */
    private static List<String> expected() {
        List<String> lines = new ArrayList<>(head("tm-tree-pipe", "4 processes"));
        lines.add("S 1 /P exit 0 S /bin/busybox [sh -c " + SCRIPT + "]");
        lines.add("S 1 /P then /bin/busybox [/bin/sleep 0]");
        lines.add("S N /P exit 1 S   /bin/busybox [/bin/cat /nowhere]");
        lines.add("S N /P exit 0 S   /bin/busybox [/bin/cat /bin/busybox]");
        lines.add("S N /P exit 0 S   /bin/busybox [/bin/cat]");
        lines.add("");
        lines.addAll(head("tm-tree-exec", "2 processes"));
        lines.add("S 1 /P SIGKILL S /bin/busybox [sleep 10007]");
        lines.add("S N /P exit 0 S /bin/busybox [/bin/true] [exec]");
        lines.add("");
        lines.addAll(head("tm-tree-loop", "1011 processes"));
        lines.add("S 1 /P exit 0 S /bin/busybox [sh -c " + LOOP + "]");
        for (int shown = 0; shown < 3; shown++) {
            lines.add("S N /P exit 0 S   /bin/busybox [/bin/true]");
        }
        lines.add("  … 1006 more like this, S to S each, the last one ended after S");
        lines.add("S N /P exit 1 S   /bin/busybox [/bin/cat /nowhere]");
        lines.add("");
        return lines;
    }

    private static List<String> head(String name, String processes) {
        return List.of(name + "  id I  image bb:1  runtime docker", "started T, removed after S; " + processes, COLUMNS);
    }

    /** Without what differs from run to run. The blanks before the last column stay. */
    private static String plain(String line) {
        String row = line.length() > 51 && line.startsWith(" ") && !line.contains(COLUMNS.substring(0, 5))
                ? line.substring(0, 51).strip().replaceAll(" +", " ") + " " + line.substring(51) : line.strip();
        return row.replaceFirst("  id [0-9a-f]{12}", "  id I").replaceFirst("\\d\\d:\\d\\d:\\d\\d:\\d{6}", "T")
                .replaceAll("\\b\\d+\\.\\d{3}s", "S").replaceFirst("^S (\\d{2,}|[2-9]) /\\d+", "S N /P")
                .replaceFirst("^S 1 /\\d+", "S 1 /P").replaceFirst("^ +… ", "  … ")
                .replaceFirst("^AFTER +PID +/host +END +LASTED +PROCESS", COLUMNS);
    }

    private static List<String> replayed(Path recording) throws Exception {
        try (Tallyman replay = Tallyman.launch("replay", recording.toString(), "-o", "tree")) {
            assertEquals(replay.stderr(), 0, replay.awaitExit());
            return Files.readAllLines(replay.out());
        }
    }
}
