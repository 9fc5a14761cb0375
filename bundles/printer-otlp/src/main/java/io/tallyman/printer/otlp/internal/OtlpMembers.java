package io.tallyman.printer.otlp.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Sockaddr;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.printing.AncestorValues;
import io.tallyman.printing.EntityId;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.Images;
import io.tallyman.printing.LineageText;
import io.tallyman.printing.Meaning;
import io.tallyman.printing.Meaning.Action;
import io.tallyman.printing.Member;
import io.tallyman.printing.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The attributes of a log record and of its resource, by the names of OpenTelemetry's semantic conventions 1.44. What
 * these have no name for begins with "tallyman.". A value appends whole attributes, or nothing. For one thread.
 */
final class OtlpMembers {
    private static final int RESOURCE_ATTRIBUTES = 1;
    static final int RECORD_ATTRIBUTES = 6;

    private final Attributes attributes;
    private final Sockaddr address = new Sockaddr();
    private final Decoder errors = Symbols.builtIn().decoder(Symbols.ERRNO);
    private final List<Member> members = new ArrayList<>();

    private OtlpMembers(Attributes attributes) {
        this.attributes = attributes;
    }

    /** What all events of a container and a node share. */
    static List<Member> resource(Attributes attributes, boolean labels) {
        OtlpMembers all = new OtlpMembers(attributes);
        all.resource("host.name", event -> event.node().name());
        all.resource("k8s.node.name", event -> event.container() != null && !event.container().pod().equals(Pod.NONE)
                ? event.node().name() : "");
        all.resource("k8s.cluster.name", event -> event.node().cluster());
        all.container("container.id", Container::id);
        all.container("container.name", Container::name);
        all.container("container.runtime.name", Container::runtime);
        all.container("container.image.name", container -> ImageName.repository(container.image()));
        all.list("container.image.tags", container -> Images.tag(container.image()));
        all.container("container.image.id", Container::imageId);
        all.list("container.image.repo_digests", Container::imageDigest);
        all.container("k8s.pod.name", container -> container.pod().name());
        all.container("k8s.pod.uid", container -> container.pod().uid());
        all.container("k8s.namespace.name", container -> container.pod().namespace());
        if (labels) {
            all.members.add(Member.shared("container.label", new OtlpLabels(attributes, RESOURCE_ATTRIBUTES))
                    .needing(Metadata.LABELS));
        }
        return all.members;
    }

    /** What each log record has. */
    static List<Member> record(Attributes attributes, boolean decode) {
        OtlpMembers all = new OtlpMembers(attributes);
        all.addTask();
        all.addProcess();
        all.addFile();
        all.addNetwork();
        all.members.add(Member.varying("error.type", all.error(Attributes.Key.of(RECORD_ATTRIBUTES, "error.type"))));
        all.ofFolded("tallyman.count", EventView::count);
        all.ofFolded("tallyman.first", EventView::firstTime);
        all.ofFolded("tallyman.last", EventView::time);
        all.number(false, "tallyman.return_value", EventView::returnValue);
        all.members.add(Member.varying(OtlpArgs.NAME, new OtlpArgs(attributes, RECORD_ATTRIBUTES, decode)));
        return all.members;
    }

    private void resource(String name, Function<EventView, String> of) {
        Attributes.Key key = Attributes.Key.of(RESOURCE_ATTRIBUTES, name);
        members.add(Member.shared(name, (event, out) -> {
            String value = of.apply(event);
            if (!value.isEmpty()) {
                attributes.string(key, value, out);
            }
        }));
    }

    private void container(String name, Function<Container, String> of) {
        resource(name, event -> event.container() == null ? "" : of.apply(event.container()));
    }

    private void list(String name, Function<Container, String> of) {
        Attributes.Key key = Attributes.Key.of(RESOURCE_ATTRIBUTES, name);
        members.add(Member.shared(name, (event, out) -> {
            String value = event.container() == null ? "" : of.apply(event.container());
            if (!value.isEmpty()) {
                attributes.strings(key, List.of(value), out);
            }
        }));
    }

    private void number(boolean shared, String name, ToLongFunction<EventView> of) {
        Attributes.Key key = Attributes.Key.of(RECORD_ATTRIBUTES, name);
        Value value = (event, out) -> Attributes.number(key, of.applyAsLong(event), out);
        members.add(shared ? Member.shared(name, value) : Member.varying(name, value));
    }

    private void ofFolded(String name, ToLongFunction<EventView> of) {
        Attributes.Key key = Attributes.Key.of(RECORD_ATTRIBUTES, name);
        members.add(Member.varying(name,
                EventValues.ofFolded((event, out) -> Attributes.number(key, of.applyAsLong(event), out))));
    }

    private void addTask() {
        number(true, "process.pid", EventView::hostPid);
        number(true, "process.vpid", EventView::pid);
        number(false, "process.parent_pid", AncestorValues::parent);
        members.add(Member.varying("tallyman.ancestors", new LineageText(new OtlpAncestors(attributes,
                Attributes.Key.of(RECORD_ATTRIBUTES, "tallyman.ancestors")))));
        Attributes.Key entity = Attributes.Key.of(RECORD_ATTRIBUTES, "tallyman.entity_id");
        members.add(Member.shared("tallyman.entity_id", (event, out) -> {
            LineBuffer text = attributes.text();
            EntityId.put(event, text);
            if (text.length() > 0) {
                attributes.putText(entity, out);
            }
        }));
        Attributes.Key origin = Attributes.Key.of(RECORD_ATTRIBUTES, "tallyman.origin");
        members.add(Member.shared("tallyman.origin", (event, out) -> {
            if (event.origin() != ProcessOrigin.NONE) {
                attributes.string(origin, event.origin().word(), out);
            }
        }));
        Attributes.Key exec = Attributes.Key.of(RECORD_ATTRIBUTES, "tallyman.exec_id");
        byte[] id = new byte[RecordLayout.MAX_EXEC_ID];
        members.add(Member.shared("tallyman.exec_id", (event, out) -> {
            int size = event.copyExecId(id, 0);
            if (size > 0) {
                attributes.escaper().put(id, 0, size, attributes.text());
                attributes.putText(exec, out);
            }
        }));
        number(true, "process.real_user.id", EventView::uid);
        number(true, "thread.id", EventView::hostTid);
        Attributes.Key comm = Attributes.Key.of(RECORD_ATTRIBUTES, "thread.name");
        byte[] name = new byte[RecordLayout.COMM_SIZE];
        members.add(Member.shared("thread.name", (event, out) -> {
            attributes.escaper().put(name, 0, event.copyComm(name, 0), attributes.text());
            attributes.putText(comm, out);
        }));
        number(true, "tallyman.cgroup_id", EventView::cgroupId);
        number(true, "tallyman.mount_namespace", EventView::mountNamespace);
        number(true, "tallyman.pid_namespace", EventView::pidNamespace);
    }

    private void addProcess() {
        text("process.executable.path", event -> Meaning.of(event.type()).executable());
        Attributes.Key key = Attributes.Key.of(RECORD_ATTRIBUTES, "process.command_args");
        members.add(Member.varying("process.command_args", (event, out) -> {
            int arg = Meaning.of(event.type()).argv();
            if (EventValues.has(event, arg)) {
                attributes.arguments(key, event, arg, out);
            }
        }));
        text("process.working_directory", event -> Meaning.of(event.type()).action() == Action.PROCESS_START
                ? event.type().indexOf("cwd") : -1);
        Attributes.Key exit = Attributes.Key.of(RECORD_ATTRIBUTES, "process.exit.code");
        members.add(Member.varying("process.exit.code", (event, out) -> {
            if (Meaning.of(event.type()).action() == Action.PROCESS_END) {
                Attributes.number(exit, event.number(event.type().indexOf("exit_status")), out);
            }
        }));
    }

    private void addFile() {
        text("file.path", EventValues::pathArgument);
    }

    private void text(String name, ToLongFunction<EventView> argument) {
        Attributes.Key key = Attributes.Key.of(RECORD_ATTRIBUTES, name);
        members.add(Member.varying(name, (event, out) -> {
            int arg = (int) argument.applyAsLong(event);
            if (EventValues.isThere(event, arg)) {
                attributes.argument(key, event, arg, out);
            }
        }));
    }

    private void addNetwork() {
        for (String side : List.of("peer", "local")) {
            Predicate<Meaning> which =
                    meaning -> side.equals("local") == (meaning.role() == Meaning.AddressRole.OWN);
            Attributes.Key host = Attributes.Key.of(RECORD_ATTRIBUTES, "network." + side + ".address");
            Attributes.Key port = Attributes.Key.of(RECORD_ATTRIBUTES, "network." + side + ".port");
            members.add(Member.varying("network." + side + ".address", (event, out) -> {
                if (EventValues.isInternet(event, which, address)) {
                    address.putHost(attributes.text());
                    attributes.putText(host, out);
                }
            }));
            members.add(Member.varying("network." + side + ".port", (event, out) -> {
                if (EventValues.isInternet(event, which, address)) {
                    Attributes.number(port, address.port(), out);
                }
            }));
        }
    }

    private Value error(Attributes.Key key) {
        return (event, out) -> {
            if (EventValues.hasFailed(event)) {
                errors.put(-event.returnValue(), attributes.text());
                attributes.putText(key, out);
            }
        };
    }
}
