package io.tallyman.output.otlp.internal;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.RetryLater;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * A call that failed, as the specification of OTLP judges failures.
 *
 * @param status of the call
 * @param details what the server has sent along
 */
record CallFailure(Status status, ErrorStatus details) {
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Set<Status.Code> FOR_LATER = Set.of(Status.Code.CANCELLED, Status.Code.DEADLINE_EXCEEDED,
            Status.Code.ABORTED, Status.Code.OUT_OF_RANGE, Status.Code.UNAVAILABLE, Status.Code.DATA_LOSS);

    private static final Set<Status.Code> OF_SETUP = Set.of(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED,
            Status.Code.NOT_FOUND, Status.Code.UNIMPLEMENTED, Status.Code.RESOURCE_EXHAUSTED);

    /** How gRPC begins to describe an answer that is none of gRPC. */
    private static final String NO_GRPC = "HTTP status code";

    static CallFailure of(StatusRuntimeException e) {
        byte[] details = e.getTrailers() == null ? null : e.getTrailers().get(DETAILS);
        return new CallFailure(e.getStatus(), ErrorStatus.of(details == null ? new byte[0] : details));
    }

    /** Nobody has answered, or the answer is that another connection may lead to a better server. */
    boolean wantsAnotherConnection() {
        return status.getCode() == Status.Code.DEADLINE_EXCEEDED
                || status.getCode() == Status.Code.UNAVAILABLE && details.pause() == null || isOfConnection();
    }

    /**
     * The connection broke in the middle of an answer, so the server has said nothing of the records. gRPC gives UNKNOWN or
     * INTERNAL with the exception of this side, such as one of TLS where a server was killed.
     */
    private boolean isOfConnection() {
        return (status.getCode() == Status.Code.UNKNOWN || status.getCode() == Status.Code.INTERNAL)
                && status.getCause() != null;
    }

    /** A server that has no room says when to come back, if it wants the same again. */
    private boolean isForLater() {
        return FOR_LATER.contains(status.getCode()) || isOfConnection()
                || status.getCode() == Status.Code.RESOURCE_EXHAUSTED && details.pause() != null;
    }

    /**
     * The records are not what the other side refuses. Where gRPC itself describes the status of HTTP, no service of gRPC has
     * answered: UNKNOWN and INTERNAL then tell of a proxy or of another web server.
     */
    private boolean isOfSetup() {
        String said = status.getDescription();
        return OF_SETUP.contains(status.getCode()) || said != null && said.startsWith(NO_GRPC);
    }

    /** What to throw, in words for people. */
    IOException exception(String shown, Duration timeout) {
        String message = message(shown, timeout);
        if (!isForLater()) {
            return isOfSetup() ? PermanentFailure.ofSetup(message)
                    : new PermanentFailure(message, status.getCause());
        }
        return details.pause() == null ? new IOException(message, status.getCause())
                : new RetryLater(message, details.pause());
    }

    private String message(String shown, Duration timeout) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return shown + " did not answer within " + timeout.toMillis() + " ms";
        }
        if (status.getCause() != null) {
            return "cannot send to " + shown + ": " + ErrorStatus.clean(reason(status.getCause()));
        }
        String said = status.getDescription() == null ? "" : status.getDescription();
        return shown + " answered " + status.getCode() + ErrorStatus.words(said);
    }

    /** The first words of the innermost cause that has any. */
    private static String reason(Throwable error) {
        String reason = error.getClass().getSimpleName();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            reason = cause.getMessage() == null ? reason : cause.getMessage();
        }
        return reason;
    }
}
