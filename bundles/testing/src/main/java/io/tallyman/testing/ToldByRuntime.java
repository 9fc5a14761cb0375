package io.tallyman.testing;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import java.util.Queue;

/**
 * Keeps what a connection to a runtime tells.
 *
 * @param told for each call a fragment, the id of a removed container, or the reason why the stream broke
 */
public record ToldByRuntime(Queue<Object> told) implements RuntimeConnection.Listener {
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
