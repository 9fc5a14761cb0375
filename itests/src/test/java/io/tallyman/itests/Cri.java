package io.tallyman.itests;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.tallyman.lib.grpc.UnixChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A kubelet's part of Kubernetes' Container Runtime Interface, v1: pods on the host's network. Messages are built by
 * their fields' numbers, which stand in its {@code api.proto}.
 */
final class Cri implements AutoCloseable {
    private static final long NODE = 2;
    private static final long EXITED = 2;
    private static final long PATIENCE_MS = 30_000;

    private final UnixChannel channel;

    /**
     * A pod of one container.
     *
     * @param uid as Kubernetes gives it
     */
    record Pod(String name, String namespace, String uid) {
        private UnknownFieldSet config() {
            UnknownFieldSet metadata = message(Map.of(1, text(name), 2, text(uid), 3, text(namespace)));
            UnknownFieldSet onHostsNetwork = message(Map.of(1, Field.newBuilder().addVarint(NODE).build()));
            UnknownFieldSet security = message(Map.of(1, nested(onHostsNetwork)));
            UnknownFieldSet linux = message(Map.of(1, text("/kubepods/besteffort/pod" + uid), 2, nested(security)));
            return message(Map.of(1, nested(metadata), 6, labels(Map.of("io.kubernetes.pod.name", name,
                    "io.kubernetes.pod.namespace", namespace, "io.kubernetes.pod.uid", uid)), 8, nested(linux)));
        }
    }

    Cri(Path socket) {
        channel = new UnixChannel(socket, PATIENCE_MS);
    }

    /** Starts its sandbox; returns the sandbox's id. */
    String runSandbox(Pod pod) throws IOException, InterruptedException {
        return textOf(call("RunPodSandbox", message(Map.of(1, nested(pod.config())))), 1);
    }

    /** Runs a container in it to its end; returns the container's id. */
    String run(Pod pod, String sandbox, String image, String name, String... program)
            throws IOException, InterruptedException {
        Field.Builder command = Field.newBuilder();
        List.of(program).forEach(word -> command.addLengthDelimited(ByteString.copyFromUtf8(word)));
        UnknownFieldSet config = message(Map.of(1, nested(message(Map.of(1, text(name)))),
                2, nested(message(Map.of(1, text(image)))), 3, command.build(), 9, labels(Map.of(
                        "io.kubernetes.container.name", name, "io.kubernetes.pod.name", pod.name(),
                        "io.kubernetes.pod.namespace", pod.namespace(), "io.kubernetes.pod.uid", pod.uid()))));
        String id = textOf(call("CreateContainer",
                message(Map.of(1, text(sandbox), 2, nested(config), 3, nested(pod.config())))), 1);
        call("StartContainer", message(Map.of(1, text(id))));
        while (!hasExited(id)) {
            Thread.sleep(10);
        }
        return id;
    }

    private boolean hasExited(String id) throws IOException, InterruptedException {
        ByteString status = call("ContainerStatus", message(Map.of(1, text(id)))).getField(1)
                .getLengthDelimitedList().get(0);
        return UnknownFieldSet.parseFrom(status).getField(3).getVarintList().contains(EXITED);
    }

    void remove(String sandbox) throws IOException, InterruptedException {
        call("StopPodSandbox", message(Map.of(1, text(sandbox))));
        call("RemovePodSandbox", message(Map.of(1, text(sandbox))));
    }

    private UnknownFieldSet call(String method, UnknownFieldSet question) throws IOException, InterruptedException {
        return channel.ask(MethodDescriptor.<UnknownFieldSet, UnknownFieldSet>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY).setFullMethodName("runtime.v1.RuntimeService/" + method)
                .setRequestMarshaller(ProtoLiteUtils.marshaller(UnknownFieldSet.getDefaultInstance()))
                .setResponseMarshaller(ProtoLiteUtils.marshaller(UnknownFieldSet.getDefaultInstance())).build(),
                question, new Metadata());
    }

    private static UnknownFieldSet message(Map<Integer, Field> fields) {
        UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
        fields.forEach(message::addField);
        return message.build();
    }

    private static Field text(String value) {
        return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(value)).build();
    }

    private static Field nested(UnknownFieldSet message) {
        return Field.newBuilder().addLengthDelimited(message.toByteString()).build();
    }

    private static Field labels(Map<String, String> labels) {
        Field.Builder entries = Field.newBuilder();
        labels.forEach((key, value) -> entries.addLengthDelimited(
                message(Map.of(1, text(key), 2, text(value))).toByteString()));
        return entries.build();
    }

    private static String textOf(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    @Override
    public void close() {
        channel.close();
    }
}
