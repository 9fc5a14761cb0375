package io.tallyman.source.ebpf.internal.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The name of the machine's operating system, see os-release(5). A container has a file of its own at the usual path, so
 * the environment may name the machine's file, and {@code /etc/os-release-host} is looked at by itself.
 */
public final class HostRelease {
    static final String UNKNOWN = "unknown";
    private static final List<String> VARIABLES = List.of("TALLYMAN_OSRELEASE_FILE", "LIBBPFGO_OSRELEASE_FILE");
    private static final List<String> USUAL = List.of("/etc/os-release-host", "/etc/os-release", "/usr/lib/os-release");
    private static final String KEY = "PRETTY_NAME=";
    private static final int LONGEST = 100;

    private HostRelease() {
    }

    public static String name() {
        return name(System.getenv());
    }

    public static String name(Map<String, String> environment) {
        List<String> paths = new ArrayList<>();
        VARIABLES.stream().map(environment::get).filter(path -> path != null && path.startsWith("/")).forEach(paths::add);
        paths.addAll(USUAL);
        return paths.stream().map(path -> read(Path.of(path))).filter(name -> !name.isEmpty()).findFirst().orElse(UNKNOWN);
    }

    /** The name that a file tells, or an empty text where the file is not there or tells none. */
    private static String read(Path file) {
        try {
            return Files.readAllLines(file).stream().filter(line -> line.startsWith(KEY))
                    .map(line -> line.substring(KEY.length()).replace("\"", "").replaceAll("\\p{Cntrl}", " ").strip())
                    .map(name -> name.substring(0, Math.min(name.length(), LONGEST))).findFirst().orElse("");
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
