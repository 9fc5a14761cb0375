package io.tallyman.api.filter;

/** How a field is compared with the values. */
public enum Operator {
    EQUAL("="), NOT_EQUAL("!="), LESS("<"), LESS_OR_EQUAL("<="), GREATER(">"), GREATER_OR_EQUAL(">="),
    /** The field stands alone: {@code container}. */
    IS_SET(""),
    /** The field stands alone and is negated: {@code !container}. */
    IS_NOT_SET("!");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }

    public boolean isNegative() {
        return this == NOT_EQUAL || this == IS_NOT_SET;
    }
}
