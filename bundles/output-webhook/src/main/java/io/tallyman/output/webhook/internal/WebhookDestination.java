package io.tallyman.output.webhook.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.Retry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

    private final PostTemplate template;
    private final Retry retry;
    private final HttpClient client;
    private final String series = UUID.randomUUID().toString();
    private long number = -1;
    /** The batch that has this number. What is sent again has the same one. */
    private Batch numbered;
    private volatile boolean closed;
    private volatile CompletableFuture<HttpResponse<byte[]>> answer = CompletableFuture.completedFuture(null);

    WebhookDestination(PostTemplate template, Retry retry) {
        this.template = template;
        this.retry = retry;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(template.timeout());
        if (template.tls() != null) {
            builder.sslContext(template.tls());
        }
        client = builder.build();
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        // a request that timed out may still read its body, and the caller fills the array again: the body is a copy
        Batch batch = Batch.of(bytes, from, count, events);
        try {
            retry.run(() -> post(batch));
        } catch (IOException e) {
            throw new Refused(batch.refused() + batch.events(), batch.bytesRefused() + batch.bytes(),
                    e.getMessage(), e);
        }
        if (batch.refused() > 0) {
            throw new Refused(batch.refused(), batch.bytesRefused(), template.shown() + " refused " + batch.refused()
                    + " events, the first one with status " + batch.firstRefusal(), null);
        }
    }

    private HttpRequest request(Batch batch) throws IOException {
        if (batch != numbered) {
            numbered = batch;
            number++;
        }
        return template.request().copy()
                .setHeader("Tallyman-Batch", series + "-" + number)
                .setHeader("Tallyman-Events", Integer.toString(batch.events()))
                .POST(BodyPublishers.ofByteArray(batch.body(template.gzip()))).build();
    }

    private void post(Batch batch) throws IOException {
        HttpResponse<byte[]> response = send(request(batch));
        int status = response.statusCode();
        if (status < OK || status >= REDIRECT) {
            String message = template.shown() + " answered with status " + status;
            throw isForLater(status) ? new IOException(message) : new PermanentFailure(message, null);
        }
        List<Integer> statuses = template.bulk() ? BulkAnswer.statuses(response.body()) : null;
        if (statuses != null) {
            int again = batch.sort(statuses);
            if (again != 0) {
                throw new IOException(
                        template.shown() + " answered " + batch.events() + " events with status " + again);
            }
        }
    }

    /** The other side may take later what it does not take now. */
    static boolean isForLater(int status) {
        return status == TIMEOUT || status == TOO_EARLY || status == TOO_MANY || status >= SERVER;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> asked = client.sendAsync(request, this::answer);
        answer = asked;
        try {
            if (closed) {
                throw new CancellationException();
            }
            return asked.get(template.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(template.shown() + " did not answer within " + template.timeout().toMillis() + " ms",
                    e);
        } catch (ExecutionException e) {
            throw new IOException("cannot post to " + template.shown() + ": " + reason(e.getCause()), e.getCause());
        } catch (CancellationException e) {
            throw new IOException("closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            asked.cancel(true);
        }
    }

    private BodySubscriber<byte[]> answer(ResponseInfo info) {
        return template.bulk() ? new Answer() : BodySubscribers.replacing(new byte[0]);
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void close() {
        closed = true;
        retry.close();
        answer.cancel(true);
    }
}
