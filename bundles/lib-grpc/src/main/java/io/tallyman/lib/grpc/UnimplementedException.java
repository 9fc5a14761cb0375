package io.tallyman.lib.grpc;

import java.io.IOException;

/** The server does not have this method. */
public final class UnimplementedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnimplementedException(Throwable cause) {
        super("has no such method", cause);
    }
}
