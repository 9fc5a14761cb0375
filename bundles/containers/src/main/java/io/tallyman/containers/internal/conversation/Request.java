package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.RuntimeConnection;
import java.io.IOException;

/** Something to ask a connection. Either is called once: {@link #run}, and {@link #fail} if that threw or never was. */
interface Request {
    void run(RuntimeConnection connection) throws IOException, InterruptedException;

    void fail(String reason);
}
