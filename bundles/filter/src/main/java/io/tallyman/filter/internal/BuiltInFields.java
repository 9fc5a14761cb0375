package io.tallyman.filter.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.record.RecordLayout;
import java.util.List;

/** The fields that filters know without a plug-in. */
final class BuiltInFields {
    static final List<FilterField> ALL = List.of(
            new BytesField("comm", "Name of the thread: comm=nginx,ba*.", RecordLayout.COMM_SIZE - 1,
                    EventView::copyComm),
            new BytesField("uts", "UTS node name, a container's host name: uts=web*.", RecordLayout.UTS_SIZE,
                    EventView::copyUtsName),
            new NumberField("pid", "Process id on the host: pid=4711.", EventView::hostPid),
            new NumberField("tid", "Thread id on the host: tid=4711.", EventView::hostTid),
            new NumberField("ppid", "Parent's process id on the host: ppid=1.", EventView::hostPpid),
            new NumberField("uid", "Real user id on the host: uid>=1000.", EventView::uid),
            new NumberField("mntns", "Inode of the mount namespace: mntns=4026531841.", EventView::mountNamespace),
            new NumberField("pidns", "Inode of the pid namespace: pidns=4026531836.", EventView::pidNamespace),
            new EventNameField(),
            new ContainerField(),
            new LabelField(),
            new ContainerTextField("runtime", "Runtime of the container: runtime=docker.", false, Container::runtime),
            new ContainerTextField("containerName", "Name of the container: containerName=web-*.", true,
                    Container::name),
            new ContainerTextField("containerImage", "Image as the user gave it: containerImage=nginx*.", true,
                    Container::image),
            new ContainerTextField("containerImageDigest", "Repository digest: containerImageDigest=*sha256:1f2e*.",
                    true, Container::imageDigest),
            new ContainerTextField("podName", "Name of the pod: podName=web-*.", true, c -> c.pod().name()),
            new ContainerTextField("podNamespace", "Namespace of the pod: podNamespace=kube-system.", true,
                    c -> c.pod().namespace()),
            new ContainerTextField("podUID", "Uid of the pod.", true, c -> c.pod().uid()),
            new ContainerTextField("podSandbox", "The container is its pod's sandbox: podSandbox=true.", true,
                    c -> c.pod().sandbox() ? "true" : "false"));

    private BuiltInFields() {
    }
}
