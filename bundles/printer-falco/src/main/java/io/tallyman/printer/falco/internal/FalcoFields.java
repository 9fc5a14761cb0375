package io.tallyman.printer.falco.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.EventView;
import io.tallyman.api.runtime.ImageName;
import io.tallyman.printing.AncestorValues;
import io.tallyman.printing.ArgsObject;
import io.tallyman.printing.EntityId;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.Images;
import io.tallyman.printing.LabelsObject;
import io.tallyman.printing.Meaning;
import io.tallyman.printing.Member;
import io.tallyman.printing.SpreadObject;
import io.tallyman.printing.Value;
import io.tallyman.printing.Values;
import java.util.ArrayList;
import java.util.List;

/** What stands in {@code output_fields}, by the names of Falco's fields. The host is the container "host", as in Falco. */
final class FalcoFields {
    private static final String OBJECT = "output_fields";
    private static final int SHORT_ID = 12;
    private static final String HOST = "host";

    private final Values values;
    private final EventValues events;
    private final List<Member> members = new ArrayList<>();

    private FalcoFields(Values values) {
        this.values = values;
        events = new EventValues(values);
    }

    static List<Member> all(Values values, boolean decode, boolean labels) {
        FalcoFields all = new FalcoFields(values);
        all.addEvent(decode);
        all.addProcess();
        all.addObject();
        all.addContainer(labels);
        return all.members;
    }

    private void shared(String name, Value value) {
        members.add(Member.shared(name, value).inside(OBJECT));
    }

    private void varying(String name, Value value) {
        members.add(Member.varying(name, value).inside(OBJECT));
    }

    private void addEvent(boolean decode) {
        varying("evt.time", Values.number(EventView::time));
        varying("evt.count", EventValues.ofFolded(EventView::count));
        varying("tallyman.first", EventValues.ofFolded(EventView::firstTime));
        varying("tallyman.last", EventValues.ofFolded(EventView::time));
        shared("evt.type", values.string(event -> event.type().name()));
        varying("evt.rawres", Values.number(EventView::returnValue));
        Value error = events.errorName();
        varying("evt.res", (event, out) -> {
            if (EventValues.hasFailed(event)) {
                error.put(event, out);
            } else if (event.type().isSyscall()) {
                out.ascii("\"SUCCESS\"");
            }
        });
        varying("evt.cpu", Values.number(EventView::cpu));
        varying("evt.arg", new SpreadObject(new ArgsObject(values.args(), decode), "evt.arg."));
    }

    private void addProcess() {
        shared("proc.name", values.comm());
        shared("proc.pid", Values.number(EventView::hostPid));
        shared("proc.vpid", Values.number(EventView::pid));
        varying("proc.ppid", Values.number(AncestorValues::parent));
        shared("tallyman.entity_id", EntityId.quoted());
        shared("tallyman.origin", EventValues.origin());
        shared("tallyman.exec_id", values.execId());
        shared("thread.tid", Values.number(EventView::hostTid));
        shared("thread.vtid", Values.number(EventView::tid));
        shared("user.uid", Values.number(EventView::uid));
        varying("proc.exepath", events.executable());
        varying("proc.cmdline", events.commandLine());
        varying("proc.cwd", events.stringArgument("sched_process_exec", "cwd"));
        AncestorValues ancestors = new AncestorValues(values.text());
        varying("proc.pname", ancestors.parentName());
        varying("proc.pexepath", ancestors.parentExecutable());
        varying("proc.pcmdline", ancestors.parentCommandLine());
        varying("proc.ancestors", new SpreadObject(new FalcoAncestors(values.text()), "proc."));
    }

    private void addObject() {
        varying("fd.name", (event, out) -> {
            Meaning meaning = Meaning.of(event.type());
            int path = EventValues.pathArgument(event);
            if (meaning.action().isFile() && EventValues.isThere(event, path)) {
                values.args().putString(event, path, out);
            } else if (EventValues.has(event, meaning.address())) {
                values.args().putAddress(event, meaning.address(), out);
            }
        });
        varying("fd.rip", events.addressHost(FalcoFields::isPeer));
        varying("fd.rport", events.addressPort(FalcoFields::isPeer));
    }

    private static boolean isPeer(Meaning meaning) {
        return meaning.role() != Meaning.AddressRole.OWN;
    }

    private void addContainer(boolean labels) {
        shared("container.id", (event, out) -> {
            String id = event.container() == null ? HOST : event.container().id();
            values.text().put(id, SHORT_ID, out.put('"'));
            out.put('"');
        });
        shared("container.full_id", values.container(Container::id));
        shared("container.name", (event, out) -> values.text()
                .putQuoted(event.container() == null ? HOST : event.container().name(), out));
        shared("container.type", values.container(Container::runtime));
        shared("container.image", values.container(Container::image));
        shared("container.image.repository", Values.made(c -> quoted(ImageName.repository(c.image()))));
        shared("container.image.tag", Values.made(c -> quoted(Images.tag(c.image()))));
        shared("container.image.digest", Values.made(c -> quoted(ImageName.digest(c.imageDigest()))));
        if (labels) {
            members.add(Member.shared("container.label", new SpreadObject(new LabelsObject(key -> key),
                    "container.label.")).inside(OBJECT)
                    .needing(Metadata.LABELS));
        }
        shared("k8s.ns.name", values.pod(Pod::namespace));
        shared("k8s.pod.name", values.pod(Pod::name));
        shared("k8s.pod.uid", values.pod(Pod::uid));
        shared("k8s.node.name", values.string(event -> event.node().name()));
        shared("k8s.cluster.name", values.string(event -> event.node().cluster()));
    }

    private static String quoted(String text) {
        return text.isEmpty() ? "" : Values.quoted(text);
    }
}
