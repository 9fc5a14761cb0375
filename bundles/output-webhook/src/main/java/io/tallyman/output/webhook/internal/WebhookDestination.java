package io.tallyman.output.webhook.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.Lines;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.Retry;
import io.tallyman.delivery.http.Poster;
import io.tallyman.delivery.http.RetryAfter;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Posts a batch and waits for the answer. The events that come meanwhile gather in the output's queue and make the next
 * batch. A batch whose answer is lost is posted again with the same {@code Tallyman-Batch} header, so that the other
 * side can recognise the batch. Where the answer tells of each event, the events that the other side has not taken are sent
 * again, and no others.
 */
final class WebhookDestination implements Destination {
    static final int OK = 200;
    static final int REDIRECT = 300;
    private static final int BAD_REQUEST = 400;
    private static final int TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;
    /** Bad request, conflict, too large, of a wrong type, cannot be processed: that is said of the events. */
    private static final Set<Integer> OF_CONTENT = Set.of(400, 409, 413, 415, 422);

    private final Poster poster;
    private final Retry retry;
    private final Answer kind;
    private final boolean singly;
    private final String series = UUID.randomUUID().toString();
    private long number = -1;
    /** The batch that has this number. What is sent again has the same one. */
    private Batch numbered;
    /** The batch that was not taken last. Null if the last batch was. */
    private Batch open;

    /** What tells which events are taken. */
    enum Answer {
        /** The status of the answer, for all events. */
        STATUS,
        /** The answer of {@code _bulk}, for each event. */
        BULK,
        /** The answer of Splunk's collector, which names an event that is wrong. */
        HEC
    }

    /** @param singly each line is a post of its own */
    WebhookDestination(Poster poster, Retry retry, Answer kind, boolean singly) {
        this.poster = poster;
        this.retry = retry;
        this.kind = kind;
        this.singly = singly;
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        if (!singly) {
            deliver(bytes, from, count, events);
            return;
        }
        int end = from + count;
        int refused = 0;
        long bytesRefused = 0;
        Refused last = null;
        for (int at = from, next; at < end; at = next) {
            next = Batch.afterLine(bytes, at, end);
            try {
                deliver(bytes, at, next - at, 1);
            } catch (Refused e) {
                refused++;
                bytesRefused += next - at;
                last = e;
            } catch (IOException e) {
                byte[] rest = Arrays.copyOfRange(bytes, at, end);
                throw new Unavailable(rest, Lines.count(rest, 0, rest.length), last == null ? null
                        : new Refused(refused, bytesRefused, last.getMessage(), last), e.getMessage(), e);
            }
        }
        if (last != null) {
            throw new Refused(refused, bytesRefused, last.getMessage(), last);
        }
    }

    private void deliver(byte[] bytes, int from, int count, int events) throws IOException {
        Batch batch = open != null && open.isPending(bytes, from, count) ? open : Batch.of(bytes, from, count, events);
        batch.begin();
        open = null;
        try {
            retry.run(() -> post(batch));
        } catch (IOException e) {
            if (e instanceof PermanentFailure failure && failure.isOfContent()) {
                throw new Refused(batch.refused() + batch.events(), batch.bytesRefused() + batch.bytes(),
                        e.getMessage(), e);
            }
            throw unavailable(batch, e);
        }
        if (batch.refused() > 0) {
            throw refused(batch);
        }
    }

    private IOException unavailable(Batch batch, IOException e) {
        open = batch;
        return batch.isWhole() ? e : new Unavailable(batch.pending(), batch.events(),
                batch.refused() == 0 ? null : refused(batch), e.getMessage(), e);
    }

    private Refused refused(Batch batch) {
        return new Refused(batch.refused(), batch.bytesRefused(), poster.shown() + " refused " + batch.refused()
                + " events, the first one with status " + batch.firstRefusal(), null);
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
        HttpResponse<byte[]> response = send(batch);
        while (batch.refuse(invalidEvent(response), BAD_REQUEST)) {
            if (batch.events() == 0) {
                return;
            }
            response = send(batch);
        }
        int status = response.statusCode();
        if (status < OK || status >= REDIRECT) {
            throw failure(response, poster.shown() + " answered with status " + status);
        }
        List<Integer> statuses = kind == Answer.BULK ? BulkAnswer.statuses(response.body()) : null;
        if (statuses != null) {
            int again = batch.sort(statuses);
            if (again != 0) {
                String message = poster.shown() + " answered " + batch.events() + " events with status " + again;
                throw isForLater(again) ? new IOException(message) : PermanentFailure.ofSetup(message);
            }
        }
    }

    private HttpResponse<byte[]> send(Batch batch) throws IOException {
        return poster.send(request(batch), kind != Answer.STATUS);
    }

    /** The number of the event that Splunk says is wrong, or {@link HecAnswer#NONE}. */
    private int invalidEvent(HttpResponse<byte[]> response) {
        if (kind != Answer.HEC || response.statusCode() != BAD_REQUEST) {
            return HecAnswer.NONE;
        }
        HecAnswer answer = HecAnswer.of(response.body());
        return answer.isOfEvent() ? answer.invalidEvent() : HecAnswer.NONE;
    }

    /**
     * The events are what is refused. A proxy, or a server that expects TLS, answers with status 400 as well, and not in the
     * words of the service that the configuration names.
     */
    private boolean isOfContent(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        return OF_CONTENT.contains(status) && (status != BAD_REQUEST || switch (kind) {
            case STATUS -> true;
            case BULK -> BulkAnswer.isError(response.body());
            case HEC -> HecAnswer.of(response.body()).isOfEvent();
        });
    }

    private IOException failure(HttpResponse<byte[]> response, String message) {
        int status = response.statusCode();
        return isForLater(status) ? RetryAfter.failure(message, response.headers())
                : isOfContent(response) ? new PermanentFailure(message, null) : PermanentFailure.ofSetup(message);
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
