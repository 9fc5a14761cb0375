package io.tallyman.testing;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import java.util.BitSet;

/** Everything passes; a test says otherwise where it has to. */
public class PassingFilter implements EventFilter {
    @Override
    public boolean test(EventView event) {
        return true;
    }

    @Override
    public Metadata needs() {
        return Metadata.NONE;
    }

    @Override
    public boolean impliesContainer() {
        return false;
    }

    @Override
    public BitSet events() {
        return null;
    }
}
