package io.tallyman.api.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The name of the machine's operating system, see os-release(5). A container has a file of its own at the usual path, so
 * the environment may name the machine's file ({@code TALLYMAN_OSRELEASE_FILE}, {@code LIBBPFGO_OSRELEASE_FILE}), and
 * {@code /etc/os-release-host} is looked at by itself. What the file holds is not trusted. Any thread.
 */
public final class HostRelease {
    /** Where no file tells a name. */
    public static final String UNKNOWN = "unknown";
    /** The longest text that {@link #plain} returns, in characters. */
    public static final int LONGEST = 100;
    private static final List<String> VARIABLES = List.of("TALLYMAN_OSRELEASE_FILE", "LIBBPFGO_OSRELEASE_FILE");
    private static final List<String> USUAL = List.of("/etc/os-release-host", "/etc/os-release", "/usr/lib/os-release");
    private static final String KEY = "PRETTY_NAME=";
    private static final int MOST_BYTES = 64 * 1024;

    private HostRelease() {
    }

    /** Reads the name anew, as {@link #plain} text; {@link #UNKNOWN} where no file tells one. */
    public static String name() {
        return name(System.getenv());
    }

    static String name(Map<String, String> environment) {
        List<String> paths = new ArrayList<>();
        VARIABLES.stream().map(environment::get).filter(path -> path != null && path.startsWith("/")).forEach(paths::add);
        paths.addAll(USUAL);
        return paths.stream().map(path -> read(Path.of(path))).filter(name -> !name.isEmpty()).findFirst().orElse(UNKNOWN);
    }

    /**
     * The text on one line of at most {@link #LONGEST} characters: characters that a terminal does not show, or that
     * change what it shows, are blanks.
     */
    public static String plain(String text) {
        String line = text.replaceAll("[\\p{C}\\p{Z}]+", " ").strip();
        return line.codePointCount(0, line.length()) <= LONGEST ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST));
    }

    /** The name that a file tells, or an empty text where the file is not there or tells none. */
    private static String read(Path file) {
        // opening a pipe would wait for somebody who writes into the pipe
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return text.lines().filter(line -> line.startsWith(KEY))
                    .map(line -> plain(line.substring(KEY.length()).replace("\"", ""))).findFirst().orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
