package io.tallyman.engine.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The processes in /proc with their parents and programs. Needs the initial pid namespace, as all host ids do. */
final class ProcessScan {
    private static final Path PROC = Path.of("/proc");
    private static final String DELETED = " (deleted)";

    /** Fields of {@code stat} behind the name. */
    private static final int PARENT = 1;
    private static final int START = 19;

    private final Map<Integer, Integer> parents = new HashMap<>();
    private final Map<Integer, Long> starts = new HashMap<>();
    private final Map<Integer, ProcessImage> programs = new HashMap<>();

    private final Lineages lineages;

    private ProcessScan(Lineages lineages) {
        this.lineages = lineages;
    }

    /** @param lineages give each process its ancestors, which are those of this moment; null: nobody asks for them */
    static Collection<ProcessImage> read(Lineages lineages) {
        ProcessScan scan = new ProcessScan(lineages);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path entry : entries) {
                scan.readStat(entry);
            }
        } catch (IOException e) {
            System.getLogger("io.tallyman.engine").log(System.Logger.Level.WARNING,
                    "/proc cannot be read; processes are known from their next exec on", e);
        }
        scan.parents.keySet().forEach(pid -> scan.program(pid, 0));
        return scan.programs.values();
    }

    /** The time since boot in nanoseconds, as exact as the starts in /proc; 0 where nobody knows. */
    static long now() {
        try {
            String uptime = Files.readString(PROC.resolve("uptime"), StandardCharsets.US_ASCII);
            return Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", "")) * ProcessLife.TICK;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** {@code 4711 (some (odd) name) S 4242 ...}. One that has ended meanwhile is none. */
    private void readStat(Path entry) {
        try {
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            Integer pid = Integer.valueOf(entry.getFileName().toString());
            starts.put(pid, Long.parseLong(fields[START]) * ProcessLife.TICK);
            parents.put(pid, Integer.valueOf(fields[PARENT]));
        } catch (IOException | NumberFormatException e) {
            // ended meanwhile
        }
    }

    /** Ids may have been given anew between two reads: a circle of parents ends somewhere. */
    private ProcessImage program(int pid, int depth) {
        ProcessImage known = programs.get(pid);
        Integer parent = parents.get(pid);
        if (known != null || parent == null || depth > 1_000) {
            return known;
        }
        ProcessImage program = new ProcessImage(pid, new ProcessLife(starts.get(pid), false), binary(pid),
                program(parent, depth + 1));
        if (lineages != null) {
            lineages.begin(program, Command.of(program.binary(), arguments(pid), false), program.parent(), null);
        }
        programs.put(pid, program);
        return program;
    }

    /** Some more bytes than are kept, so that it is known whether there are more. */
    private static byte[] arguments(int pid) {
        try (InputStream in = Files.newInputStream(PROC.resolve(pid + "/cmdline"))) {
            return in.readNBytes(Command.MOST_BYTES + 1);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static String binary(int pid) {
        try {
            String path = Files.readSymbolicLink(PROC.resolve(pid + "/exe")).toString();
            return path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
        } catch (IOException e) {
            return "";
        }
    }
}
