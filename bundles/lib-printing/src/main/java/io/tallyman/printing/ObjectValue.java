package io.tallyman.printing;

import java.util.function.Predicate;

/** An object whose members are not known before an event comes. For one thread. */
public interface ObjectValue extends Value {
    /**
     * Writes the members without the braces, each with its comma.
     *
     * @param prefix stands in front of each name
     */
    Value flat(String prefix);

    /** The same object with only those members whose names are wanted. */
    ObjectValue only(Predicate<String> names);

    /** True if some event may have a member with this name. */
    boolean mayHave(String name);
}
