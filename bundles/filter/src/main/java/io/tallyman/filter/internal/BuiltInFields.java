package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.filter.HeaderField;
import io.tallyman.api.record.RecordLayout;
import java.util.List;
import java.util.function.Function;

/** The fields that need no plug-in, except those that belong to one event. */
final class BuiltInFields {
    static final List<OwnField> ALL = List.of(
            new BytesField("comm", "Name of the thread: comm=nginx,ba*.", RecordLayout.COMM_SIZE - 1,
                    EventView::copyComm, true),
            new BytesField("uts", "UTS node name, a container's host name: uts=web*.", RecordLayout.UTS_SIZE,
                    EventView::copyUtsName, false),
            new NumberField("pid", "Process id on the host: pid=4711.", HeaderField.PID, EventView::hostPid),
            new NumberField("tid", "Thread id on the host: tid=4711.", HeaderField.TID, EventView::hostTid),
            new NumberField("ppid", "Parent's process id on the host: ppid=1.", HeaderField.PPID,
                    EventView::hostPpid),
            new NumberField("uid", "Real user id on the host: uid>=1000.", HeaderField.UID, EventView::uid),
            new NumberField("mntns", "Inode of the mount namespace: mntns=4026531841.", HeaderField.MNTNS,
                    EventView::mountNamespace),
            new NumberField("pidns", "Inode of the pid namespace: pidns=4026531836.", HeaderField.PIDNS,
                    EventView::pidNamespace),
            new FoldField("count", "How many equal events this one stands for, see --fold: count>1.", EventView::count),
            new FoldField("first", "When the first of them happened, in nanoseconds since 1970: first>=1795312011000000000.",
                    EventView::firstTime),
            new FoldField("last", "When the last of them happened, likewise.", EventView::time),
            new NodeField("nodeName", "Name of the node, as --node-name gives it: nodeName=worker-*.", Node::name),
            new NodeField("clusterName", "Name of the cluster, as --cluster-name gives it: clusterName=prod.", Node::cluster),
            new BinaryField(),
            new TreeField(),
            new FollowField(),
            new OriginField(),
            new ExecIdField(),
            new EventNameField(),
            new ContainerField(),
            new LabelField(),
            text("runtime", "Runtime of the container: runtime=docker.", Metadata.NONE, Container::runtime),
            text("containerName", "Name of the container: containerName=web-*.", Metadata.NAME, Container::name),
            text("containerImage", "Image as the user gave it: containerImage=nginx*.", Metadata.NAME, Container::image),
            text("containerImageDigest", "Repository digest: containerImageDigest=*sha256:1f2e*.", Metadata.ALL,
                    Container::imageDigest),
            text("podName", "Name of the pod: podName=web-*.", Metadata.LABELS, c -> c.pod().name()),
            text("podNamespace", "Namespace of the pod: podNamespace=kube-system.", Metadata.LABELS, c -> c.pod().namespace()),
            text("podUID", "Uid of the pod: podUID=f7a3*.", Metadata.LABELS, c -> c.pod().uid()),
            new ContainerTextField("podSandbox", "The container is its pod's sandbox: podSandbox=true.", Metadata.LABELS,
                    List.of("true", "false"), c -> c.pod().sandbox() ? "true" : "false"));

    private BuiltInFields() {
    }

    private static ContainerTextField text(String name, String description, Metadata needs,
            Function<Container, String> value) {
        return new ContainerTextField(name, description, needs, List.of(), value);
    }
}
