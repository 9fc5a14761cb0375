package io.tallyman.printing;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The members of Tallyman's own JSON, by the names of {@code schema/event.schema.json}. A value that is empty is left
 * out.
 */
public final class OwnMembers {
    private final Values values;
    private final List<Member> members = new ArrayList<>();

    private OwnMembers(Values values) {
        this.values = values;
    }

    /**
     * All members in their order.
     *
     * @param args   writes the arguments
     * @param errors whether to write the name of the error that a system call returned
     * @param labels whether to write the container's labels
     */
    public static List<Member> all(Values values, ObjectValue args, boolean errors, boolean labels) {
        OwnMembers all = new OwnMembers(values);
        all.addTask();
        all.addContainer(labels);
        all.addEvent(errors);
        all.members.add(Member.varying("args", args));
        all.varying("ancestors", new AncestorValues(values.text()).array());
        return List.copyOf(all.members);
    }

    private void shared(String path, Value value) {
        members.add(Member.shared(path, value));
    }

    private void varying(String path, Value value) {
        members.add(Member.varying(path, value));
    }

    private void addTask() {
        varying("timestamp", Values.number(EventView::time));
        varying("count", EventValues.ofFolded(EventView::count));
        varying("first", EventValues.ofFolded(EventView::firstTime));
        varying("last", EventValues.ofFolded(EventView::time));
        shared("threadStartTime", Values.number(EventView::threadStartTime));
        varying("processorId", Values.number(EventView::cpu));
        shared("processId", Values.number(EventView::pid));
        shared("cgroupId", (event, out) -> out.unsigned(event.cgroupId()));
        shared("threadId", Values.number(EventView::tid));
        shared("parentProcessId", Values.number(EventView::ppid));
        shared("hostProcessId", Values.number(EventView::hostPid));
        shared("hostThreadId", Values.number(EventView::hostTid));
        shared("hostParentProcessId", Values.number(EventView::hostPpid));
        shared("entityId", EntityId.quoted());
        shared("origin", EventValues.origin());
        shared("execId", values.execId());
        shared("userId", Values.number(EventView::uid));
        shared("mountNamespace", Values.number(EventView::mountNamespace));
        shared("pidNamespace", Values.number(EventView::pidNamespace));
        shared("processName", values.comm());
        shared("hostName", values.utsName());
        shared("nodeName", values.string(event -> event.node().name()));
        shared("clusterName", values.string(event -> event.node().cluster()));
    }

    private void addContainer(boolean labels) {
        shared("containerId", values.container(Container::id));
        container("id", Container::id);
        container("name", Container::name);
        container("image", Container::image);
        container("imageDigest", Container::imageDigest);
        container("imageId", Container::imageId);
        container("runtime", Container::runtime);
        shared("container.enrichment", values.enrichment());
        container("reason", Container::reason);
        shared("container.parents", Values.made(c -> c.parents().isEmpty() ? ""
                : c.parents().stream().map(Values::quoted).collect(Collectors.joining(",", "[", "]"))));
        if (labels) {
            members.add(Member.shared("container.labels", new LabelsObject(key -> key)).needing(Metadata.LABELS));
        }
        shared("kubernetes.podName", values.pod(Pod::name));
        shared("kubernetes.podNamespace", values.pod(Pod::namespace));
        shared("kubernetes.podUID", values.pod(Pod::uid));
        flag("kubernetes.podSandbox", event -> event.container().pod().sandbox(),
                event -> event.container() != null && !event.container().pod().equals(Pod.NONE));
    }

    private void container(String name, Function<Container, String> of) {
        shared("container." + name, values.container(of));
    }

    private void flag(String path, Predicate<EventView> is, Predicate<EventView> known) {
        shared(path, (event, out) -> {
            if (known.test(event)) {
                out.ascii(is.test(event) ? "true" : "false");
            }
        });
    }

    private void addEvent(boolean errors) {
        shared("eventId", Values.numberText(event -> event.type().id()));
        shared("eventName", values.string(event -> event.type().name()));
        shared("argsNum", Values.number(EventView::argCount));
        varying("returnValue", Values.number(EventView::returnValue));
        EventValues events = new EventValues(values);
        if (errors) {
            varying("error", events.errorName());
        }
        varying("returnedPath", events.returnedPath());
        shared("syscall", OwnMembers::putSyscall);
        flag("contextFlags.containerStarted", event -> event.container() != null && event.container().started(),
                event -> true);
        flag("contextFlags.isCompat", EventView::isCompat, event -> true);
    }

    private static void putSyscall(EventView event, LineBuffer out) {
        EventType type = EventValues.syscall(event);
        if (type != null) {
            out.put('"').ascii(type.name()).put('"');
        }
    }
}
