package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.RuntimeConnection;
import java.io.IOException;

/** A question to a connection. {@link #run} is called once at the most; {@link #fail} if it threw or was not called. */
interface Request {
    void run(RuntimeConnection connection) throws IOException, InterruptedException;

    void fail(String reason);
}
