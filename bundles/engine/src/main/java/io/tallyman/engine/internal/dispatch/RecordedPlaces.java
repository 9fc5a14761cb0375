package io.tallyman.engine.internal.dispatch;

import io.tallyman.api.container.Container;
import java.util.function.Supplier;

/** Where the processes of a recording ran. Most records of a recording have the container of the record before. */
final class RecordedPlaces {
    private static final Supplier<Container> HOST = () -> null;

    private Container last;
    private Supplier<Container> place = HOST;

    /** The place of a record that has this container; null is the host. */
    Supplier<Container> of(Container container) {
        if (container != last) {
            last = container;
            place = container == null ? HOST : () -> container;
        }
        return place;
    }
}
