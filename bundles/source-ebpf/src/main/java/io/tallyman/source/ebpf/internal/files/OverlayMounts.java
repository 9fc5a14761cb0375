package io.tallyman.source.ebpf.internal.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where overlays are mounted whole, as {@code mountinfo} of proc(5) tells. */
final class OverlayMounts {
    /** 36 35 98:0 / /mnt/all rw,noatime shared:1 - overlay overlay rw,lowerdir=... */
    private static final Pattern LINE = Pattern.compile("\\d+ \\d+ (\\d+):(\\d+) / (\\S+) .*? - overlay .*");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");
    private static final int MINOR_BITS = 20;

    private OverlayMounts() {
    }

    /** The directory on which the overlay with that device is mounted, or null. */
    static String find(Path mountinfo, int device) throws IOException {
        // names may be any bytes, and each byte is a character of this set
        try (Stream<String> lines = Files.lines(mountinfo, StandardCharsets.ISO_8859_1)) {
            return lines.map(LINE::matcher).filter(line -> line.matches() && device(line) == device)
                    .map(line -> unescape(line.group(3))).findFirst().orElse(null);
        }
    }

    private static int device(Matcher line) {
        return Integer.parseInt(line.group(1)) << MINOR_BITS | Integer.parseInt(line.group(2));
    }

    /** A blank, a tab, a line end and a backslash have three octal digits behind a backslash. */
    private static String unescape(String name) {
        String bytes = ESCAPE.matcher(name).replaceAll(found ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 8))));
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
