package io.tallyman.delivery;

import java.io.IOException;
import java.time.Duration;

/** The other side does not take this now, and says when to send it again. */
public final class RetryLater extends IOException {
    private static final long serialVersionUID = 1L;
    private final Duration pause;

    /** @param pause how long the other side wants to be left alone */
    public RetryLater(String message, Duration pause) {
        super(message);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
