package io.tallyman.api.filter;

/** How a field is compared with the values. */
public enum Operator {
    /** The field is one of the values, or looks like one of them: {@code comm=ba*,zsh}. */
    EQUAL("="),
    /** The field is none of the values: {@code comm!=bash}. */
    NOT_EQUAL("!="),
    /** The field is a number below the value. */
    LESS("<"),
    /** The field is a number below the value, or the value. */
    LESS_OR_EQUAL("<="),
    /** The field is a number above the value. */
    GREATER(">"),
    /** The field is a number above the value, or the value. */
    GREATER_OR_EQUAL(">="),
    /** The field stands alone: {@code container}. */
    IS_SET(""),
    /** The field stands alone and is negated: {@code !container}. */
    IS_NOT_SET("!");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /** How the operator is written; empty for {@link #IS_SET}. */
    public String symbol() {
        return symbol;
    }

    /** Whether the operator is the negation of another one. */
    public boolean isNegative() {
        return this == NOT_EQUAL || this == IS_NOT_SET;
    }
}
