package io.tallyman.engine.internal.spool;

import java.io.IOException;
import java.util.Locale;

/** Tells a disk without room from a disk that fails. Java has the words of the C library and no number. */
final class DiskFull {
    private DiskFull() {
    }

    static boolean is(IOException error) {
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }
}
