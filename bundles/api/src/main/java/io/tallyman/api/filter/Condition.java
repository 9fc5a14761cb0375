package io.tallyman.api.filter;

/** One comparison of an event's subject that a source may make before it makes a record. */
public sealed interface Condition {
    /** What is compared. */
    HeaderField field();

    /**
     * An unsigned 32-bit number lies between two, both included.
     *
     * @param field any but {@link HeaderField#COMM}
     */
    record Between(HeaderField field, long from, long to) implements Condition {
    }

    /**
     * The thread's name has this part, or has it not.
     *
     * @param part      its bytes; at most 15
     * @param openStart anything may precede it
     * @param openEnd   anything may follow it
     * @param negated   the name must not be so
     */
    record Named(String part, boolean openStart, boolean openEnd, boolean negated) implements Condition {
        @Override
        public HeaderField field() {
            return HeaderField.COMM;
        }
    }
}
