package io.tallyman.lib.grpc;

import io.grpc.Status;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Puts the status of a failed call into words for people. The words go on after the daemon's name. */
final class Reasons {
    private static final int LONGEST = 200;
    /** gRPC's own words for an answer that this side has refused. */
    private static final String TOO_LARGE = "gRPC message exceeds maximum size";

    private Reasons() {
    }

    /**
     * Says why a call failed.
     *
     * @param deadlineMillis how long the call was allowed to take
     * @param largest        how many bytes an answer was allowed to have
     */
    static String of(Status status, long deadlineMillis, int largest) {
        String said = said(status);
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> "no answer within " + time(deadlineMillis);
            case UNAVAILABLE -> unavailable(status, said);
            case CANCELLED -> "the call was broken off";
            case RESOURCE_EXHAUSTED -> said.contains(TOO_LARGE) ? "answers more than " + largest + " bytes"
                    : "the daemon is out of resources" + said;
            case PERMISSION_DENIED, UNAUTHENTICATED, FAILED_PRECONDITION, INVALID_ARGUMENT, OUT_OF_RANGE ->
                "the daemon refused" + said;
            default -> isForeign(status, said) ? "does not speak gRPC" : "the daemon failed" + said;
        };
    }

    /** A failure to connect has a cause; a daemon that says itself that it is not ready has none. */
    private static String unavailable(Status status, String said) {
        if (status.getCause() == null) {
            return "the daemon is not ready" + said;
        }
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof NoSuchFileException || text.contains("no such file")) {
                return "the socket is gone";
            }
            if (cause instanceof AccessDeniedException || text.contains("permission denied")) {
                return "no permission to use the socket";
            }
            if (cause instanceof ConnectException) {
                return "nobody listens on the socket";
            }
        }
        return isForeign(status, said) ? "does not speak gRPC" : "the connection was lost";
    }

    /** Something that is no gRPC server answers with other bytes, or by HTTP 1. */
    private static boolean isForeign(Status status, String said) {
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getClass().getName().contains("Http2Exception")) {
                return true;
            }
        }
        return said.startsWith(": HTTP status code") || said.contains("invalid content-type");
    }

    /** The daemon's own words, cut: they may be hostile. */
    private static String said(Status status) {
        String text = status.getDescription() == null ? "" : status.getDescription();
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return cut.isEmpty() ? "" : ": " + cut;
    }

    private static String time(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
