package io.tallyman.output.otlp.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.Retry;
import io.tallyman.delivery.http.Poster;
import io.tallyman.delivery.http.RetryAfter;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Set;

/**
 * Posts each block as one request of OTLP/HTTP. What the specification of OTLP names as a failure for a while is posted
 * again, so a request whose answer is lost may arrive twice. The answer says how many records were not taken.
 */
final class OtlpHttpDestination implements Destination {
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    /** Too many requests, bad gateway, unavailable, gateway timeout. */
    private static final Set<Integer> FOR_LATER = Set.of(429, 502, 503, 504);

    /** Too large, of a wrong type, cannot be processed: that is said of the records. */
    private static final Set<Integer> OF_CONTENT = Set.of(413, 415, 422);

    /**
     * Bad request, internal error: a collector says that of the records, and OTLP forbids to send them again. A server that
     * is no collector says the same of a request that should have gone elsewhere.
     */
    private static final Set<Integer> OF_CONTENT_IN_OTLP = Set.of(400, 500);

    private final Poster poster;
    private final Retry retry;
    /** The answer to the last request that was taken. */
    private ExportAnswer answer;

    OtlpHttpDestination(Poster poster, Retry retry) {
        this.poster = poster;
        this.retry = retry;
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        LogRequest request = LogRequest.of(bytes, from, count, events);
        // the caller fills the array again
        byte[] body = poster.body(Arrays.copyOfRange(bytes, from, from + count));
        retry.deliver(events, count, () -> post(body));
        answer.demandAll(request, poster.shown());
    }

    private void post(byte[] body) throws IOException {
        HttpResponse<byte[]> response = poster.send(
                poster.request().POST(BodyPublishers.ofByteArray(body)).build(), true);
        int status = response.statusCode();
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (status >= OK && status < REDIRECT) {
            answer = ExportAnswer.of(response.body(), type, poster.shown());
        } else {
            String message = poster.shown() + " answered with status " + status + ErrorStatus.words(response.body());
            throw FOR_LATER.contains(status) ? RetryAfter.failure(message, response.headers())
                    : isOfContent(status, type) ? new PermanentFailure(message, null) : PermanentFailure.ofSetup(message);
        }
    }

    private static boolean isOfContent(int status, String type) {
        return OF_CONTENT.contains(status) || OF_CONTENT_IN_OTLP.contains(status) && ExportAnswer.isOtlp(type);
    }

    @Override
    public void close() {
        retry.close();
        poster.close();
    }
}
