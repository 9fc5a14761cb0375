package io.tallyman.output.file.internal;

import io.tallyman.api.output.Amounts;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The configuration of a file.
 *
 * @param path     where to write
 * @param mode     permissions of a new file
 * @param size     the size in bytes at which a new file begins, or 0
 * @param interval the age at which a new file begins, or zero
 * @param keep     how many former files stay
 * @param fsync    when to wait for the disk
 */
record FileSettings(Path path, Set<PosixFilePermission> mode, long size, Duration interval, int keep, Fsync fsync) {
    /** When to wait until the disk has stored what was written. */
    enum Fsync { NEVER, INTERVAL, ALWAYS }

    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    private static final int MAX_KEEP = 999;

    static FileSettings of(Map<String, String> options) {
        return new FileSettings(Path.of(options.get("path")), mode(options.get("mode")),
                Amounts.size(options.get("rotate-size")), Amounts.duration(options.get("rotate-interval")),
                keep(options.get("keep")), Fsync.valueOf(options.get("fsync").toUpperCase(Locale.ROOT)));
    }

    private static Set<PosixFilePermission> mode(String value) {
        if (!MODE.matcher(value).matches()) {
            throw new IllegalArgumentException("key 'mode' cannot be '" + value
                    + "': allowed are three octal digits such as 0640");
        }
        int bits = Integer.parseInt(value, 8);
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromTheLeft = PosixFilePermission.values();
        for (int i = 0; i < fromTheLeft.length; i++) {
            if ((bits & 0400 >> i) != 0) {
                mode.add(fromTheLeft[i]);
            }
        }
        return mode;
    }

    private static int keep(String value) {
        if (value.length() > 3 || Integer.parseInt(value) > MAX_KEEP) {
            throw new IllegalArgumentException("key 'keep' cannot be '" + value + "': allowed is up to " + MAX_KEEP);
        }
        return Integer.parseInt(value);
    }
}
