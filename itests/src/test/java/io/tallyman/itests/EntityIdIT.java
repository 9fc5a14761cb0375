package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonParser;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;

/** The name of a process, which the kernel's own files confirm and a new start of the tracer does not change. */
public class EntityIdIT {
    private static final String OPENED = "/etc/hostname";
    /** What {@code /proc/PID/stat} counts starts in. */
    private static final long NANOS_PER_TICK = 10_000_000;

    @Test
    public void shouldNameAProcessTheSameAfterANewStart() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "while read -r path; do : <\"$path\"; done").start();
        try (OutputStream paths = shell.getOutputStream()) {
            String before = entityIdOf(shell.pid(), paths);
            assertEquals(before, entityIdOf(shell.pid(), paths));
            String[] parts = before.split("-");
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).replace("-", "");
            assertTrue(before, boot.startsWith(parts[0]));
            assertEquals(12, parts[0].length());
            assertEquals(shell.pid(), Long.parseLong(parts[1]));
            String stat = Files.readString(Path.of("/proc/" + shell.pid() + "/stat"));
            String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
            assertEquals(ticks, Long.toString(Long.parseLong(parts[2]) / NANOS_PER_TICK));
        } finally {
            shell.destroy();
        }
    }

    /** Lets the shell open a file while a new trace runs, and takes the name from the event. */
    private static String entityIdOf(long pid, OutputStream paths) throws Exception {
        try (Lines trace = Lines.trace("-o", "json", "-e", "openat", "-s", "pid=" + pid)) {
            paths.write((OPENED + '\n').getBytes(StandardCharsets.US_ASCII));
            paths.flush();
            Until.holds("the shell's event", () -> trace.has(line -> line.contains(OPENED)));
            trace.interrupt();
            return JsonParser.parseString(trace.lines().get(0).text()).getAsJsonObject().get("entityId").getAsString();
        }
    }
}
