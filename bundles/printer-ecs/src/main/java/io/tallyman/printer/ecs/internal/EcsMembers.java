package io.tallyman.printer.ecs.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.printing.AncestorValues;
import io.tallyman.printing.ArgNames;
import io.tallyman.printing.ArgsObject;
import io.tallyman.printing.EntityId;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.Images;
import io.tallyman.printing.LabelsObject;
import io.tallyman.printing.Meaning;
import io.tallyman.printing.Member;
import io.tallyman.printing.Value;
import io.tallyman.printing.Values;
import java.util.ArrayList;
import java.util.List;

/** The members of a document in the Elastic Common Schema. What the schema has no name for is below "tallyman". */
final class EcsMembers {
    static final String VERSION = "9.4.0";
    static final String LABELS = "container.labels";

    private final Values values = new Values();
    private final EventValues events = new EventValues(values);
    private final AncestorValues ancestors = new AncestorValues(values.text());
    private final List<Member> members = new ArrayList<>();

    /** @param decode whether to write names instead of numbers that have names */
    static List<Member> all(boolean decode) {
        EcsMembers all = new EcsMembers();
        all.addEvent();
        all.addProcess();
        all.addContainer();
        all.addNode();
        all.addObjects();
        all.addOwn(decode);
        return List.copyOf(all.members);
    }

    private void shared(String path, Value value) {
        members.add(Member.shared(path, value));
    }

    private void varying(String path, Value value) {
        members.add(Member.varying(path, value));
    }

    private void addEvent() {
        varying("@timestamp", values.utcTime(EventView::time));
        shared("ecs.version", values.constant(VERSION));
        Value ordinary = values.constant("event");
        Value missing = values.constant("pipeline_error");
        shared("event.kind", (event, out) -> (EventValues.isLoss(event) ? missing : ordinary).put(event, out));
        shared("event.module", values.constant("tallyman"));
        shared("event.action", values.string(event -> event.type().name()));
        shared("event.category", (event, out) -> out.put(EcsCategory.of(event.type()).category()));
        shared("event.type", (event, out) -> out.put(EcsCategory.of(event.type()).type()));
        varying("event.outcome", EcsMembers::putOutcome);
        varying("event.start", EventValues.ofFolded(values.utcTime(EventView::firstTime)));
        varying("event.end", EventValues.ofFolded(values.utcTime(EventView::time)));
        varying("error.code", events.errorName());
    }

    private static void putOutcome(EventView event, LineBuffer out) {
        if (event.type().isSyscall()) {
            out.ascii(EventValues.isUnderWay(event) ? "\"unknown\""
                    : EventValues.hasFailed(event) ? "\"failure\"" : "\"success\"");
        }
    }

    private void addProcess() {
        shared("process.entity_id", EntityId.quoted());
        shared("process.pid", Values.number(EventView::hostPid));
        shared("process.vpid", Values.number(EventView::pid));
        shared("process.name", values.comm());
        shared("process.thread.id", Values.number(EventView::hostTid));
        varying("process.parent.pid", Values.number(AncestorValues::parent));
        varying("process.parent.entity_id", ancestors.parentEntity());
        varying("process.parent.executable", ancestors.parentExecutable());
        varying("process.parent.args", ancestors.parentArgv());
        varying("process.parent.vpid", AncestorValues::putParentInside);
        shared("process.real_user.id", Values.numberText(EventView::uid));
        varying("process.executable", events.executable());
        varying("process.hash.sha256", events.sha256());
        varying("process.args", events.argv());
        varying("process.args_count", events.argvCount());
        varying("process.working_directory", events.stringArgument("sched_process_exec", "cwd"));
        varying("process.exit_code", EventValues.numberArgument("sched_process_exit", "exit_status"));
    }

    private void addContainer() {
        shared("container.id", values.container(Container::id));
        shared("container.name", values.container(Container::name));
        shared("container.runtime", values.container(Container::runtime));
        shared("container.image.name", Values.made(c -> quoted(ImageName.repository(c.image()))));
        shared("container.image.tag", Values.made(c -> array(Images.tag(c.image()))));
        shared("container.image.hash.all", Values.made(c -> array(ImageName.digest(c.imageDigest()))));
        members.add(Member.shared(LABELS, new LabelsObject(LabelsObject::withoutDots))
                .needing(Metadata.LABELS));
        shared("orchestrator.type", pod("kubernetes"));
        shared("orchestrator.namespace", values.pod(Pod::namespace));
        shared("orchestrator.resource.type", pod("pod"));
        shared("orchestrator.resource.name", values.pod(Pod::name));
        shared("orchestrator.resource.id", values.pod(Pod::uid));
    }

    private void addNode() {
        shared("host.name", values.string(event -> event.node().name()));
        shared("orchestrator.cluster.name", values.string(event -> event.node().cluster()));
    }

    private Value pod(String word) {
        return values.pod(pod -> pod.name().isEmpty() ? "" : word);
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "" : Values.quoted(text);
    }

    private static String array(String text) {
        return text.isEmpty() ? "" : "[" + Values.quoted(text) + "]";
    }

    private void addObjects() {
        varying("file.path", events.path());
        varying("file.target_path", events.targetPath());
        varying("destination.ip", events.addressHost(EcsMembers::isPeer));
        varying("destination.port", events.addressPort(EcsMembers::isPeer));
        varying("source.ip", events.addressHost(EcsMembers::isOwn));
        varying("source.port", events.addressPort(EcsMembers::isOwn));
        varying("network.type", events.addressFamily());
    }

    private static boolean isPeer(Meaning meaning) {
        return meaning.action() == Meaning.Action.NETWORK_CONNECT;
    }

    /** The peer of a connection that was accepted is its source, and a socket that is bound sends from there. */
    private static boolean isOwn(Meaning meaning) {
        return meaning.action() == Meaning.Action.NETWORK_ACCEPT || meaning.action() == Meaning.Action.NETWORK_BIND;
    }

    private void addOwn(boolean decode) {
        varying("tallyman.return_value", Values.number(EventView::returnValue));
        varying("tallyman.count", EventValues.ofFolded(EventView::count));
        varying("tallyman.args", new ArgsObject(values.args(), decode));
        varying("tallyman.truncated", ArgNames.TRUNCATED);
        varying("tallyman.unreadable", ArgNames.UNREADABLE);
        varying("tallyman.cpu", Values.number(EventView::cpu));
        shared("tallyman.cgroup_id", Values.numberText(EventView::cgroupId));
        shared("tallyman.mount_namespace", Values.number(EventView::mountNamespace));
        shared("tallyman.pid_namespace", Values.number(EventView::pidNamespace));
        shared("tallyman.uts_name", values.utsName());
        shared("tallyman.origin", EventValues.origin());
        shared("tallyman.exec_id", values.execId());
        shared("tallyman.enrichment", values.enrichment());
        shared("tallyman.enrichment_reason", values.container(Container::reason));
    }
}
