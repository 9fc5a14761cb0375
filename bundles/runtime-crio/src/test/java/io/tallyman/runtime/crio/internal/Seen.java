package io.tallyman.runtime.crio.internal;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import java.util.Queue;

/** Keeps what a connection tells: a fragment, the id of a removed container, or why the stream broke. */
record Seen(Queue<Object> told) implements RuntimeConnection.Listener {
    @Override
    public void known(ContainerFragment fragment) {
        told.add(fragment);
    }

    @Override
    public void removed(String id) {
        told.add(id);
    }

    @Override
    public void broken(Throwable why) {
        told.add(why);
    }
}
