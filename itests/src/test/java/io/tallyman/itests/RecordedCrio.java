package io.tallyman.itests;

import static io.tallyman.lib.grpc.ScriptedServer.error;
import static org.junit.Assert.assertEquals;

import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.tallyman.lib.grpc.ScriptedServer;
import io.tallyman.runtime.crio.internal.cri.ContainerStatusResponse;
import io.tallyman.runtime.crio.internal.cri.ListContainersResponse;
import io.tallyman.runtime.crio.internal.cri.ListPodSandboxResponse;
import io.tallyman.runtime.crio.internal.cri.RuntimeServiceGrpc;
import io.tallyman.runtime.crio.internal.cri.VersionResponse;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A server that answers as a CRI-O has been recorded to, and the cgroup of the container that the answers speak of. */
final class RecordedCrio implements AutoCloseable {
    private static final String ID = "e1d73ddc4d0e1a1e7bad3285d26e1901d705b7ef6820d6edde4e59822e4d9e3e";
    private static final String CGROUP = "kubepods/besteffort/podca3b03da-dd85-4184-7f93-4a138f024e33/crio-" + ID;

    private final ScriptedServer server;
    private final OwnCgroup cgroup;
    private int count;

    RecordedCrio(Path socket) throws IOException {
        cgroup = new OwnCgroup(CGROUP);
        server = new ScriptedServer(socket);
        server.always(RuntimeServiceGrpc.getVersionMethod(), answer("Version", VersionResponse.newBuilder()));
        server.always(RuntimeServiceGrpc.getListContainersMethod(),
                answer("ListContainers", ListContainersResponse.newBuilder()));
        server.always(RuntimeServiceGrpc.getListPodSandboxMethod(),
                answer("ListPodSandbox", ListPodSandboxResponse.newBuilder()));
        ContainerStatusResponse status = answer("ContainerStatus-c1", ContainerStatusResponse.newBuilder());
        server.on(RuntimeServiceGrpc.getContainerStatusMethod(), (question, headers, to) -> {
            if (question.getContainerId().equals(ID)) {
                to.onNext(status);
                to.onCompleted();
            } else {
                to.onError(Status.NOT_FOUND.asRuntimeException());
            }
        });
        server.on(RuntimeServiceGrpc.getPodSandboxStatusMethod(), error(Status.NOT_FOUND));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Message> T answer(String name, Message.Builder builder) throws IOException {
        try (Reader json = new InputStreamReader(RecordedCrio.class.getResourceAsStream("/crio/" + name + ".json"),
                StandardCharsets.UTF_8)) {
            JsonFormat.parser().ignoringUnknownFields().merge(json, builder);
            return (T) builder.build();
        }
    }

    /** Executes a program in the container's cgroup so many times. */
    void run(int times) throws Exception {
        for (int i = 0; i < times; i++, count++) {
            cgroup.run("/bin/busybox echo /truth/recorded-" + count);
        }
    }

    /** Each of these programs is told of with the names that were recorded. */
    void assertNamed(ImageTrace trace) {
        List<JsonObject> execs = trace.events().stream().filter(event -> ImageTrace.is(event, "sched_process_exec"))
                .filter(event -> event.get("containerId").getAsString().equals(ID))
                .filter(event -> event.get("args").toString().contains("/truth/recorded-")).toList();
        assertEquals(count, execs.size());
        for (JsonObject exec : execs) {
            JsonObject container = exec.getAsJsonObject("container");
            assertEquals("crio", container.get("runtime").getAsString());
            assertEquals("c1", container.get("name").getAsString());
            assertEquals("localhost/bb:1", container.get("image").getAsString());
            assertEquals("complete", container.get("enrichment").getAsString());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cgroup.close();
    }
}
