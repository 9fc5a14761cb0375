package io.tallyman.filter.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.filter.Operator;
import java.util.List;
import java.util.Set;

/** A field of how the process came into its container. An event of the host has no such value. */
interface OriginOwnField extends OwnField {
    @Override
    default Set<Operator> operators() {
        return BytesField.OPERATORS;
    }

    @Override
    default boolean impliesContainer(Operator operator, List<String> values) {
        return operator == Operator.EQUAL;
    }

    @Override
    default boolean needsOrigins(String written) {
        return true;
    }

    /** Which exec is a health check, the runtime alone knows, and the id of an exec counts in its container alone. */
    @Override
    default Metadata needs() {
        return Metadata.NAME;
    }
}
