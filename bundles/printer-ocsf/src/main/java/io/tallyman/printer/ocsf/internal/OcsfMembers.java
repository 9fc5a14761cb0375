package io.tallyman.printer.ocsf.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.EventView;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.printing.AncestorValues;
import io.tallyman.printing.ArgNames;
import io.tallyman.printing.ArgsObject;
import io.tallyman.printing.EntityId;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.Images;
import io.tallyman.printing.LineageText;
import io.tallyman.printing.Meaning;
import io.tallyman.printing.Meaning.Action;
import io.tallyman.printing.Member;
import io.tallyman.printing.Value;
import io.tallyman.printing.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The members of an event in the Open Cybersecurity Schema Framework 1.8 with its profiles "container" and "host". What
 * the schema has no name for is below "unmapped".
 */
final class OcsfMembers {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String IMAGE_UID = "actor.process.container.image.uid";

    private final Values values = new Values();
    private final EventValues events = new EventValues(values);
    private final List<Member> members = new ArrayList<>();

    /** @param decode whether to write names instead of numbers that have names */
    static List<Member> all(boolean decode) {
        OcsfMembers all = new OcsfMembers();
        all.addBase();
        all.addActor();
        all.addContainer();
        all.addProcess();
        all.addObjects();
        all.addUnmapped(decode);
        return List.copyOf(all.members);
    }

    private void shared(String path, Value value) {
        members.add(Member.shared(path, value));
    }

    private void varying(String path, Value value) {
        members.add(Member.varying(path, value));
    }

    private void addBase() {
        varying("time", Values.number(event -> event.time() / NANOS_PER_MILLI));
        varying("count", EventValues.ofFolded(EventView::count));
        varying("start_time", EventValues.ofFolded(event -> event.firstTime() / NANOS_PER_MILLI));
        varying("end_time", EventValues.ofFolded(event -> event.time() / NANOS_PER_MILLI));
        varying("category_uid", classNumber(OcsfClass::category));
        varying("class_uid", classNumber(OcsfClass::uid));
        varying("activity_id", classNumber(OcsfClass::activity));
        varying("type_uid", classNumber(OcsfClass::type));
        shared("activity_name", values.string(event -> event.type().name()));
        // a loss is of medium severity, all else is informational
        shared("severity_id", (event, out) -> out.put(EventValues.isLoss(event) ? '3' : '1'));
        varying("status_id", (event, out) -> {
            if (event.type().isSyscall()) {
                out.put(EventValues.isUnderWay(event) ? '0' : EventValues.hasFailed(event) ? '2' : '1');
            }
        });
        varying("status_code", events.errorName());
        shared("metadata.version", values.constant("1.8.0"));
        shared("metadata.product.name", values.constant("Tallyman"));
        shared("metadata.product.vendor_name", values.constant("Tallyman"));
        shared("metadata.profiles", (event, out) -> out.ascii("[\"container\",\"host\"]"));
        shared("metadata.event_code", values.string(event -> event.type().name()));
        shared("device.type_id", (event, out) -> out.put('0'));
        Value uts = values.utsName();
        Value given = values.string(event -> event.node().name());
        shared("device.hostname", (event, out) -> (event.node().name().isEmpty() ? uts : given).put(event, out));
    }

    private static Value classNumber(ToIntFunction<OcsfClass> of) {
        return (event, out) -> out.decimal(of.applyAsInt(OcsfClass.of(event)));
    }

    private void addActor() {
        shared("actor.process.pid", Values.number(EventView::hostPid));
        shared("actor.process.uid", EntityId.quoted());
        shared("actor.process.namespace_pid", Values.number(EventView::pid));
        shared("actor.process.tid", Values.number(EventView::hostTid));
        shared("actor.process.name", values.comm());
        shared("actor.process.user.uid", Values.numberText(EventView::uid));
        addParent();
        varying("actor.process.ancestry", new LineageText(new OcsfAncestry(values.text())));
    }

    private void addParent() {
        String parent = "actor.process.parent_process.";
        AncestorValues ancestors = new AncestorValues(values.text());
        varying(parent + "pid", Values.number(AncestorValues::parent));
        varying(parent + "namespace_pid", AncestorValues::putParentInside);
        varying(parent + "uid", ancestors.parentEntity());
        varying(parent + "name", ancestors.parentName());
        varying(parent + "path", ancestors.parentExecutable());
        varying(parent + "cmd_line", ancestors.parentCommandLine());
    }

    private void addContainer() {
        String container = "actor.process.container.";
        shared(container + "uid", values.container(Container::id));
        shared(container + "name", values.container(Container::name));
        shared(container + "runtime", values.container(Container::runtime));
        members.add(Member.shared(container + "pod_uuid", values.pod(Pod::uid)).needing(Metadata.LABELS));
        shared(container + "orchestrator", values.pod(pod -> pod.name().isEmpty() ? "" : "kubernetes"));
        members.add(Member.shared(IMAGE_UID, values.container(OcsfMembers::imageUid)).needing(Metadata.ALL));
        shared(container + "image.name", Values.made(c -> quoted(ImageName.repository(c.image()))));
        shared(container + "image.tag", Values.made(c -> quoted(Images.tag(c.image()))));
    }

    /** The schema demands this of an image. An image that was never in a registry has no digest. */
    private static String imageUid(Container container) {
        return !container.imageDigest().isEmpty() ? container.imageDigest()
                : !container.imageId().isEmpty() ? container.imageId() : container.image();
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "" : Values.quoted(text);
    }

    /** The process that an activity is about: the child of a fork, else the process that the event is of. */
    private void addProcess() {
        varying("process.pid", (event, out) -> {
            if (isProcess(event)) {
                out.decimal(isFork(event) ? event.number(event.type().indexOf("child_pid")) : event.hostPid());
            }
        });
        Value subject = EntityId.quotedOfSubject();
        varying("process.uid", (event, out) -> {
            if (isProcess(event)) {
                subject.put(event, out);
            }
        });
        varying("process.tid", (event, out) -> {
            if (isProcess(event)) {
                out.decimal(isFork(event) ? event.number(event.type().indexOf("child_tid")) : event.hostTid());
            }
        });
        Value comm = values.comm();
        varying("process.name", (event, out) -> {
            if (isProcess(event)) {
                comm.put(event, out);
            }
        });
        varying("process.cmd_line", events.commandLine());
        varying("process.path", events.executable());
        addProgram();
        varying("process.working_directory", events.stringArgument("sched_process_exec", "cwd"));
        varying("exit_code", EventValues.numberArgument("sched_process_exit", "exit_status"));
    }

    /** The schema demands name and type of a file, and of a hash the number of its algorithm. */
    private void addProgram() {
        Value sha256 = events.sha256();
        varying("process.file.name", ofHashed(events.executableName()));
        varying("process.file.path", ofHashed(events.executable()));
        varying("process.file.type_id", ofHashed((event, out) -> out.put('1')));
        varying("process.file.hashes", ofHashed((event, out) -> {
            sha256.put(event, out.ascii("[{\"algorithm_id\":3,\"algorithm\":\"SHA-256\",\"value\":"));
            out.ascii("}]");
        }));
    }

    private static Value ofHashed(Value value) {
        return (event, out) -> {
            if (EventValues.has(event, Meaning.of(event.type()).sha256())) {
                value.put(event, out);
            }
        };
    }

    private static boolean isProcess(EventView event) {
        return OcsfClass.of(event).uid() == OcsfClass.PROCESS;
    }

    private static boolean isFork(EventView event) {
        return Meaning.of(event.type()).action() == Action.PROCESS_FORK;
    }

    private void addObjects() {
        varying("file.name", events.pathName());
        varying("file.path", events.path());
        varying("file.type_id", (event, out) -> {
            if (OcsfClass.of(event).uid() == OcsfClass.FILE) {
                out.put('0');
            }
        });
        endpoint("dst_endpoint", false);
        endpoint("src_endpoint", true);
        varying("kernel.name", (event, out) -> {
            if (OcsfClass.of(event).uid() == OcsfClass.KERNEL) {
                out.put('"').ascii(event.type().name()).put('"');
            }
        });
        varying("kernel.type_id", (event, out) -> {
            if (OcsfClass.of(event).uid() == OcsfClass.KERNEL) {
                out.ascii(event.type().isSyscall() ? "2" : "99");
            }
        });
    }

    private void endpoint(String path, boolean source) {
        varying(path + ".ip", events.addressHost(meaning -> isSource(meaning) == source));
        varying(path + ".port", events.addressPort(meaning -> isSource(meaning) == source));
        varying(path + ".name", events.addressName(meaning -> isSource(meaning) == source));
    }

    /** Whoever is accepted or has sent, and the own address of a socket, is where traffic comes from. */
    private static boolean isSource(Meaning meaning) {
        return meaning.role() != Meaning.AddressRole.PEER_TO;
    }

    private void addUnmapped(boolean decode) {
        varying("unmapped.return_value", Values.number(EventView::returnValue));
        varying("unmapped.args", new ArgsObject(values.args(), decode));
        varying("unmapped.truncated", ArgNames.TRUNCATED);
        varying("unmapped.unreadable", ArgNames.UNREADABLE);
        shared("unmapped.cgroup_id", Values.numberText(EventView::cgroupId));
        shared("unmapped.pod_name", values.pod(Pod::name));
        shared("unmapped.pod_namespace", values.pod(Pod::namespace));
        shared("unmapped.cluster", values.string(event -> event.node().cluster()));
        shared("unmapped.origin", EventValues.origin());
        shared("unmapped.exec_id", values.execId());
        shared("unmapped.enrichment", values.enrichment());
    }
}
