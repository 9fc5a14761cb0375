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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kubelet's part of Kubernetes' Container Runtime Interface, v1: pods on the host's network. Messages are built by
 * their fields' numbers, which stand in its {@code api.proto}.
 */
final class Cri implements AutoCloseable {
    private static final long NODE = 2;
    private static final long CONTAINER = 1;
    /** What the kubelet gives to pods of the lowest quality of service. */
    private static final long OOM_SCORE_ADJUSTMENT = 1000;
    private static final long EXITED = 2;
    private static final long PATIENCE_MS = 30_000;

    private final UnixChannel channel;

    /**
     * A pod of one container.
     *
     * @param uid      as Kubernetes gives it
     * @param labelled the pod and its container have the kubelet's labels; those of crictl have none
     */
    record Pod(String name, String namespace, String uid, boolean labelled) {
        /** As the kubelet makes a pod. */
        Pod(String name, String namespace, String uid) {
            this(name, namespace, uid, true);
        }

        private Map<String, String> labels() {
            return !labelled ? Map.of() : Map.of("io.kubernetes.pod.name", name, "io.kubernetes.pod.namespace", namespace,
                    "io.kubernetes.pod.uid", uid);
        }

        private UnknownFieldSet config() {
            UnknownFieldSet metadata = message(Map.of(1, text(name), 2, text(uid), 3, text(namespace)));
            UnknownFieldSet security = message(Map.of(1, nested(namespaces())));
            UnknownFieldSet linux = message(Map.of(1, text("/kubepods/besteffort/pod" + uid), 2, nested(security)));
            return message(Map.of(1, nested(metadata), 6, Cri.labels(labels()), 8, nested(linux)));
        }
    }

    Cri(Path socket) {
        channel = new UnixChannel(socket, PATIENCE_MS);
    }

    /** Starts its sandbox; returns the sandbox's id. */
    String runSandbox(Pod pod) throws IOException, InterruptedException {
        return textOf(call("RunPodSandbox", message(Map.of(1, nested(pod.config())))), 1);
    }

    /** Says whether it answers. */
    void version() throws IOException, InterruptedException {
        call("Version", message(Map.of()));
    }

    /** Runs a container in it to its end; returns the container's id. */
    String run(Pod pod, String sandbox, String image, String name, String... program)
            throws IOException, InterruptedException {
        String id = start(pod, sandbox, image, name, program);
        while (!hasExited(id)) {
            Thread.sleep(10);
        }
        return id;
    }

    /** Starts a container in it; returns the container's id. */
    String start(Pod pod, String sandbox, String image, String name, String... program)
            throws IOException, InterruptedException {
        Map<String, String> labels = new HashMap<>(pod.labels());
        if (pod.labelled()) {
            labels.put("io.kubernetes.container.name", name);
        }
        UnknownFieldSet config = message(Map.of(1, nested(message(Map.of(1, text(name)))),
                2, nested(message(Map.of(1, text(image), 18, text(image)))), 3, words(program), 9, labels(labels),
                15, nested(message(Map.of(1, nested(message(Map.of(5, number(OOM_SCORE_ADJUSTMENT)))),
                        2, nested(message(Map.of(3, nested(namespaces())))))))));
        String id = textOf(call("CreateContainer",
                message(Map.of(1, text(sandbox), 2, nested(config), 3, nested(pod.config())))), 1);
        call("StartContainer", message(Map.of(1, text(id))));
        return id;
    }

    /** Runs a program in a container to its end, whatever the program's exit code. */
    void exec(String container, String... program) throws IOException, InterruptedException {
        call("ExecSync", message(Map.of(1, text(container), 2, words(program))));
    }

    static Field words(String... program) {
        Field.Builder words = Field.newBuilder();
        List.of(program).forEach(word -> words.addLengthDelimited(ByteString.copyFromUtf8(word)));
        return words.build();
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

    UnknownFieldSet call(String method, UnknownFieldSet question) throws IOException, InterruptedException {
        return channel.ask(MethodDescriptor.<UnknownFieldSet, UnknownFieldSet>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY).setFullMethodName("runtime.v1.RuntimeService/" + method)
                .setRequestMarshaller(ProtoLiteUtils.marshaller(UnknownFieldSet.getDefaultInstance()))
                .setResponseMarshaller(ProtoLiteUtils.marshaller(UnknownFieldSet.getDefaultInstance())).build(),
                question, new Metadata());
    }

    static UnknownFieldSet message(Map<Integer, Field> fields) {
        UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
        fields.forEach(message::addField);
        return message.build();
    }

    /** The host's network, and a pid namespace for each container: so CRI-O needs no process for the pod itself. */
    private static UnknownFieldSet namespaces() {
        return message(Map.of(1, number(NODE), 2, number(CONTAINER)));
    }

    static Field number(long value) {
        return Field.newBuilder().addVarint(value).build();
    }

    static Field text(String value) {
        return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(value)).build();
    }

    static Field nested(UnknownFieldSet message) {
        return Field.newBuilder().addLengthDelimited(message.toByteString()).build();
    }

    static Field labels(Map<String, String> labels) {
        Field.Builder entries = Field.newBuilder();
        labels.forEach((key, value) -> entries.addLengthDelimited(
                message(Map.of(1, text(key), 2, text(value))).toByteString()));
        return entries.build();
    }

    static String textOf(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    @Override
    public void close() {
        channel.close();
    }
}
