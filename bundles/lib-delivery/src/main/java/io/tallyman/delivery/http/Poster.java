package io.tallyman.delivery.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;

/** Posts over HTTP/1.1 and waits for the answer, no longer than the time limit. One thread posts; any thread may close. */
public final class Poster implements Closeable {
    private final PostTemplate template;
    private final HttpClient client;
    private volatile boolean closed;
    private volatile CompletableFuture<HttpResponse<byte[]>> answer = CompletableFuture.completedFuture(null);

    public Poster(PostTemplate template) {
        this.template = template;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(template.timeout());
        if (template.tls() != null) {
            builder.sslContext(template.tls());
        }
        client = builder.build();
    }

    /** A request with the address and the headers that all requests have. */
    public HttpRequest.Builder request() {
        return template.request().copy();
    }

    /** The address as messages show it. */
    public String shown() {
        return template.shown();
    }

    /**
     * The body as it is to be posted: compressed if the configuration says so, and these bytes themselves otherwise. A
     * request that timed out may still read its body, so nobody may change the bytes afterwards.
     */
    public byte[] body(byte[] bytes) throws IOException {
        if (!template.gzip()) {
            return bytes;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream(bytes.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(body)) {
            out.write(bytes);
        }
        return body.toByteArray();
    }

    /**
     * Sends the request.
     *
     * @param wantsBody keep the body of the answer, which may have some MiB; otherwise the answer has an empty one
     * @throws IOException there is no answer, or none within the time limit, or this was closed
     */
    public HttpResponse<byte[]> send(HttpRequest request, boolean wantsBody) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> asked = client.sendAsync(request,
                info -> wantsBody ? new BoundedBody() : BodySubscribers.replacing(new byte[0]));
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

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Ends a request that waits; no further one is sent. */
    @Override
    public void close() {
        closed = true;
        answer.cancel(true);
    }
}
