package io.tallyman.printing;

import io.tallyman.api.container.Metadata;
import java.util.ArrayList;
import java.util.List;

/**
 * One member of a document.
 *
 * @param names  the names of the objects that it is inside of, outermost first, and its own name
 * @param shared the value depends only on what all events of one thread, type and container share, so its text is kept
 * @param value  writes the value
 * @param needs  what must be known of a container before the value can be written
 */
public record Member(List<String> names, boolean shared, Value value, Metadata needs) {
    private static final String DOT = ".";

    /** A member that is the same for all events of one thread, type and container. Dots part the names. */
    public static Member shared(String path, Value value) {
        return new Member(List.of(path.split("\\.")), true, value, Metadata.NAME);
    }

    /** A member that may differ between any two events. Dots part the names. */
    public static Member varying(String path, Value value) {
        return new Member(List.of(path.split("\\.")), false, value, Metadata.NAME);
    }

    /** The same member, which needs so much to be known of a container. */
    public Member needing(Metadata metadata) {
        return new Member(names, shared, value, metadata);
    }

    /** The same member inside an object; a name of the member with a dot stays one name. */
    public Member inside(String object) {
        return new Member(List.of(object, path()), shared, value, needs);
    }

    /** The same member, with all objects that it is inside of, inside a further one. */
    public Member below(String object) {
        List<String> all = new ArrayList<>(List.of(object));
        all.addAll(names);
        return new Member(List.copyOf(all), shared, value, needs);
    }

    /** The same member with another value. */
    Member with(Value other) {
        return new Member(names, shared, other, needs);
    }

    /** All names, parted by dots. */
    public String path() {
        return String.join(DOT, names);
    }
}
