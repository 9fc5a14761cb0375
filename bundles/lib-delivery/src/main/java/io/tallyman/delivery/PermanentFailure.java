package io.tallyman.delivery;

import java.io.IOException;

/** The other side refuses what was sent, and would refuse the same again. */
public final class PermanentFailure extends IOException {
    private static final long serialVersionUID = 1L;

    public PermanentFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
