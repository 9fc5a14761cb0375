package io.tallyman.output.webhook.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.Retry;
import io.tallyman.delivery.http.Poster;
import io.tallyman.delivery.http.RetryAfter;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

/**
 * Posts a batch and waits for the answer. The events that come meanwhile gather in the output's queue and make the next
 * batch. A batch whose answer is lost is posted again with the same {@code Tallyman-Batch} header, so that the other
 * side can recognise the batch. Where the answer has a status for each event ({@code answer = bulk}), the events that
 * the other side has not taken are sent again, and no others.
 */
final class WebhookDestination implements Destination {
    static final int OK = 200;
    static final int REDIRECT = 300;
    private static final int TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;

    private final Poster poster;
    private final Retry retry;
    private final boolean bulk;
    private final String series = UUID.randomUUID().toString();
    private long number = -1;
    /** The batch that has this number. What is sent again has the same one. */
    private Batch numbered;

    /** @param bulk the answer has a status for each event */
    WebhookDestination(Poster poster, Retry retry, boolean bulk) {
        this.poster = poster;
        this.retry = retry;
        this.bulk = bulk;
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        Batch batch = Batch.of(bytes, from, count, events);
        try {
            retry.run(() -> post(batch));
        } catch (IOException e) {
            throw new Refused(batch.refused() + batch.events(), batch.bytesRefused() + batch.bytes(),
                    e.getMessage(), e);
        }
        if (batch.refused() > 0) {
            throw new Refused(batch.refused(), batch.bytesRefused(), poster.shown() + " refused " + batch.refused()
                    + " events, the first one with status " + batch.firstRefusal(), null);
        }
    }

    private HttpRequest request(Batch batch) throws IOException {
        if (batch != numbered) {
            numbered = batch;
            number++;
        }
        return poster.request()
                .setHeader("Tallyman-Batch", series + "-" + number)
                .setHeader("Tallyman-Events", Integer.toString(batch.events()))
                .POST(BodyPublishers.ofByteArray(batch.body(poster))).build();
    }

    private void post(Batch batch) throws IOException {
        HttpResponse<byte[]> response = poster.send(request(batch), bulk);
        int status = response.statusCode();
        if (status < OK || status >= REDIRECT) {
            String message = poster.shown() + " answered with status " + status;
            throw isForLater(status) ? RetryAfter.failure(message, response.headers())
                    : new PermanentFailure(message, null);
        }
        List<Integer> statuses = bulk ? BulkAnswer.statuses(response.body()) : null;
        if (statuses != null) {
            int again = batch.sort(statuses);
            if (again != 0) {
                throw new IOException(
                        poster.shown() + " answered " + batch.events() + " events with status " + again);
            }
        }
    }

    /** The other side may take later what it does not take now. */
    static boolean isForLater(int status) {
        return status == TIMEOUT || status == TOO_EARLY || status == TOO_MANY || status >= SERVER;
    }

    @Override
    public void close() {
        retry.close();
        poster.close();
    }
}
