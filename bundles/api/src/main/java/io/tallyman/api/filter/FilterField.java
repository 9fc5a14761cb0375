package io.tallyman.api.filter;

import io.tallyman.api.container.Metadata;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One field that filter expressions can name. Register it as a service to add a field of your own; it may come and go
 * while events flow. A filter in use keeps what it was compiled to until it is compiled again.
 */
@ConsumerType
public interface FilterField {
    /** The name in expressions: {@code comm}; or a family of names: {@code label.*}. */
    String name();

    /** One sentence with an example. */
    String description();

    /** The operators it takes. */
    Set<Operator> operators();

    /** What a value depends on of what the container's runtime says; events then wait for the answer. */
    default Metadata needs() {
        return Metadata.NONE;
    }

    /** True where only events of containers can match; the table then has its container columns. */
    default boolean impliesContainer(Operator operator, List<String> values) {
        return false;
    }

    /**
     * Compiles one comparison. For negative operators the predicate is that of the positive one; the caller negates.
     *
     * @param field  the name as written; of interest to a family
     * @param values the comma-separated values, at least one unless the operator takes none
     * @throws FilterException a value is not of the right form or can never match
     */
    EventPredicate compile(String field, Operator operator, List<String> values) throws FilterException;
}
