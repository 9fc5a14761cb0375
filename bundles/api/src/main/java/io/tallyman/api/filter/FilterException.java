package io.tallyman.api.filter;

/** A filter expression was refused; the message names it, says why and suggests. */
public final class FilterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The message is for people: it names the expression and says what is wrong with it. */
    public FilterException(String message) {
        super(message);
    }
}
