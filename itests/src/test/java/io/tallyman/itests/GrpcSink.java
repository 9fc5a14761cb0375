package io.tallyman.itests;

import io.grpc.Grpc;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of OTLP/gRPC, with TLS. */
final class GrpcSink implements GuideSink {
    private static final MethodDescriptor<ExportLogsServiceRequest, ExportLogsServiceResponse> EXPORT =
            MethodDescriptor.<ExportLogsServiceRequest, ExportLogsServiceResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("opentelemetry.proto.collector.logs.v1.LogsService/Export")
                    .setRequestMarshaller(ProtoUtils.marshaller(ExportLogsServiceRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(ExportLogsServiceResponse.getDefaultInstance())).build();

    private final GuideBlock block;
    private final GuideFiles files;
    private final Server server;
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();

    GrpcSink(GuideBlock block, GuideFiles files) throws IOException {
        this.block = block;
        this.files = files;
        server = Grpc.newServerBuilderForPort(0, TlsServerCredentials.create(files.certificate().toFile(),
                files.directory().resolve("own-key").toFile()))
                .addService(ServerServiceDefinition.builder("opentelemetry.proto.collector.logs.v1.LogsService")
                        .addMethod(EXPORT, ServerCalls.asyncUnaryCall((request, to) -> {
                            requests.add(request.toByteArray());
                            to.onNext(ExportLogsServiceResponse.getDefaultInstance());
                            to.onCompleted();
                        })).build()).build().start();
    }

    @Override
    public Map<String, String> keys() {
        Map<String, String> keys = new HashMap<>(files.keys(block));
        keys.put("url", "https://localhost:" + server.getPort());
        return keys;
    }

    @Override
    public List<byte[]> pieces() {
        return requests;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
