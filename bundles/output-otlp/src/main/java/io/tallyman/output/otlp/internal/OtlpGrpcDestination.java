package io.tallyman.output.otlp.internal;

import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.tallyman.api.output.Destination;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.Retry;
import io.tallyman.delivery.http.HttpOptions;
import io.tallyman.delivery.http.ServiceUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends each block as one call of OTLP/gRPC, and waits for the answer. What the specification of OTLP names as a failure
 * for a while is sent again, so a request whose answer is lost may arrive twice.
 */
final class OtlpGrpcDestination implements Destination {
    private final String shown;
    private final CollectorChannel channel;
    private final CallOptions calls;
    private final Duration timeout;
    private final Retry retry;
    /** The answer to the last request that was taken. */
    private ExportAnswer answer;

    private OtlpGrpcDestination(String shown, CollectorChannel channel, CallOptions calls, Duration timeout, Retry retry) {
        this.shown = shown;
        this.channel = channel;
        this.calls = calls;
        this.timeout = timeout;
        this.retry = retry;
    }

    /**
     * Reads the configuration and the files that it names. The first write connects.
     *
     * @throws IllegalArgumentException a value is not allowed; secrets are not in the message
     * @throws IOException a file cannot be used; secrets are not in the message
     */
    static OtlpGrpcDestination open(Map<String, String> options) throws IOException {
        ServiceUrl url = ServiceUrl.of(options);
        if (url.hasPath()) {
            throw new IllegalArgumentException("key 'url' has a path: allowed is an address such as https://host:4317");
        }
        Duration timeout = DeliveryOptions.timeout(options);
        CallOptions calls = CallOptions.DEFAULT.withCompression(HttpOptions.isCompressed(options) ? "gzip" : "identity");
        return new OtlpGrpcDestination(url.shown(), new CollectorChannel(url, options), calls, timeout,
                DeliveryOptions.retry(options));
    }

    @Override
    public void write(byte[] bytes, int from, int count, int events) throws IOException {
        LogRequest request = LogRequest.of(bytes, from, count, events);
        // a call that timed out may still read its message, and the caller fills the array again: the message is a copy
        byte[] message = Arrays.copyOfRange(bytes, from, from + count);
        retry.deliver(events, count, () -> export(message));
        answer.demandAll(request, shown);
    }

    private void export(byte[] message) throws IOException {
        try {
            CallOptions call = calls.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
            answer = ExportAnswer.of(channel.export(message, call), shown);
        } catch (StatusRuntimeException e) {
            CallFailure failure = CallFailure.of(e);
            if (failure.wantsAnotherConnection()) {
                channel.reset();
            }
            throw channel.isClosed() ? new IOException("closed", e) : failure.exception(shown, timeout);
        }
    }

    @Override
    public void close() {
        retry.close();
        channel.close();
    }
}
