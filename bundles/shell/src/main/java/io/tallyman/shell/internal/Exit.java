package io.tallyman.shell.internal;

import io.tallyman.engine.TraceException;

/** The exit codes, which {@code --help} lists. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int CANNOT_TRACE = 3;

    private Exit() {
    }

    static int of(TraceException.Kind kind) {
        return switch (kind) {
            case USAGE -> USAGE;
            case MACHINE -> CANNOT_TRACE;
            case FAILED -> FAILED;
        };
    }
}
