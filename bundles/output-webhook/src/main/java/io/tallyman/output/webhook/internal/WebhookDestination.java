package io.tallyman.output.webhook.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.Retry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts a batch and waits for the answer. The events that come meanwhile gather in the output's queue and make the next
 * batch. A batch whose answer is lost is posted again with the same {@code Tallyman-Batch} header, so that the other
 * side can recognise the batch.
 */
final class WebhookDestination implements Destination {
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int SERVER = 500;

    private final PostTemplate template;
    private final Retry retry;
    private final HttpClient client;
    private final String series = UUID.randomUUID().toString();
    private long batch;
    private volatile boolean closed;
    private volatile CompletableFuture<HttpResponse<Void>> answer = CompletableFuture.completedFuture(null);

    WebhookDestination(PostTemplate template, Retry retry) {
        this.template = template;
        this.retry = retry;
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(template.timeout()).build();
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        // a request that timed out may still read its body, and the caller fills the array again: the body is a copy
        HttpRequest request = template.request().copy()
                .setHeader("Tallyman-Batch", series + "-" + batch++)
                .setHeader("Tallyman-Events", Integer.toString(events))
                .POST(BodyPublishers.ofByteArray(Arrays.copyOfRange(bytes, from, from + count))).build();
        retry.run(() -> post(request));
    }

    private void post(HttpRequest request) throws IOException {
        int status = send(request);
        if (status < OK || status >= REDIRECT) {
            String message = template.shown() + " answered with status " + status;
            boolean later = status == TIMEOUT || status == TOO_EARLY || status == TOO_MANY || status >= SERVER;
            throw later ? new IOException(message) : new PermanentFailure(message, null);
        }
    }

    private int send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<Void>> asked = client.sendAsync(request, BodyHandlers.discarding());
        answer = asked;
        try {
            if (closed) {
                throw new CancellationException();
            }
            return asked.get(template.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
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
