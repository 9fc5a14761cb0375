package io.tallyman.output.otlp.internal;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.nio.file.Path;

/** OTLP/gRPC, by whichever transport gRPC has. */
final class GrpcCollector extends ScriptedCollector implements ServerInterceptor {
    private static final Context.Key<Metadata> HEADERS = Context.key("headers");
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private final Server server;

    GrpcCollector(Path certificates) throws IOException {
        server = Grpc.newServerBuilderForPort(0, credentials(certificates)).intercept(this)
                .addService(ServerServiceDefinition.builder("opentelemetry.proto.collector.logs.v1.LogsService")
                        .addMethod(LogsService.EXPORT, ServerCalls.asyncUnaryCall(this::answer)).build())
                .build().start();
    }

    private static ServerCredentials credentials(Path dir) throws IOException {
        return dir == null ? InsecureServerCredentials.create() : TlsServerCredentials.newBuilder()
                .keyManager(dir.resolve("own").toFile(), dir.resolve("own-key").toFile())
                .trustManager(dir.resolve("own").toFile()).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE).build();
    }

    @Override
    int port() {
        return server.getPort();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        return Contexts.interceptCall(Context.current().withValue(HEADERS, headers), call, headers, next);
    }

    private static String header(String name) {
        return HEADERS.get().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    private void answer(byte[] message, StreamObserver<byte[]> to) {
        Answer answer;
        try {
            answer = take(ExportLogsServiceRequest.parseFrom(message), header("grpc-encoding"), header(TOKEN), header(TEAM));
        } catch (IOException e) {
            to.onError(e);
            return;
        }
        switch (answer.kind()) {
            case TAKEN -> {
                to.onNext(answer.message().toByteArray());
                to.onCompleted();
            }
            case HALF -> {
                to.onNext(answer.message().toByteArray());
                cut.run();
            }
            case OVERLOADED -> to.onError(failure(Status.RESOURCE_EXHAUSTED.withDescription("over\nquota"), answer.pause()));
            case UNAVAILABLE -> to.onError(failure(Status.UNAVAILABLE.withDescription("restarting"), answer.pause()));
            case BAD -> to.onError(failure(Status.INVALID_ARGUMENT.withDescription("not\nvalid"), 0));
            case NEVER -> hanging.countDown();
            default -> throw new IllegalStateException();
        }
    }

    /** With a {@code google.rpc.Status} that holds a {@code RetryInfo}, if there is a pause. */
    private static StatusException failure(Status status, int pause) {
        Metadata trailers = new Metadata();
        if (pause > 0) {
            ByteString delay = Duration.newBuilder().setSeconds(pause).build().toByteString();
            ByteString info = Any.newBuilder().setTypeUrl("type.googleapis.com/google.rpc.RetryInfo")
                    .setValue(field(1, delay).toByteString()).build().toByteString();
            trailers.put(DETAILS, field(3, info).toByteArray());
        }
        return new StatusException(status, trailers);
    }

    private static UnknownFieldSet field(int number, ByteString value) {
        return UnknownFieldSet.newBuilder()
                .addField(number, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build()).build();
    }

    @Override
    public void close() {
        over.countDown();
        server.shutdownNow();
    }
}
