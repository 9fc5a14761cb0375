package io.tallyman.capture.internal;

import io.tallyman.api.check.HostRelease;
import java.util.List;

/**
 * The text that a capture holds about its session: on which machine the session ran, and what the session was asked for. It
 * is for people. The machine comes first, so that no filter can look like it. A capture may come from anybody, so what is
 * read is not trusted.
 */
final class SessionText {
    /** What is looked at of the text, in bytes; the machine needs less. */
    static final int MOST_BYTES = 1024;
    private static final String SYSTEM = "system ";
    private static final String KERNEL = "kernel ";

    private SessionText() {
    }

    static String of(List<String> events, List<String> filters) {
        return SYSTEM + HostRelease.name() + "\n" + KERNEL + HostRelease.plain(System.getProperty("os.name") + " "
                + System.getProperty("os.version")) + "\nevents " + String.join(",", events) + "\nfilters "
                + String.join(" ", filters) + "\n";
    }

    /** The operating system and the kernel of the machine, or an empty text where this one does not tell them. */
    static String machine(String text) {
        List<String> lines = text.lines().limit(2).toList();
        if (lines.size() < 2 || !lines.get(0).startsWith(SYSTEM) || !lines.get(1).startsWith(KERNEL)) {
            return "";
        }
        return HostRelease.plain(lines.get(0).substring(SYSTEM.length())) + ", "
                + HostRelease.plain(lines.get(1).substring(KERNEL.length()));
    }
}
