package io.tallyman.printing;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.decode.ArgsText;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.text.Suggestion;
import io.tallyman.api.text.TerminalText;
import io.tallyman.api.text.TimeOfDay;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Fields of events as text for people and for formats without types: the names are those of Tallyman's own JSON, without a
 * level for the container. A terminal shows the text as it is. For one printer.
 */
public final class TextFields {
    private static final String ARGS = "args.";
    private static final String LABELS = "labels.";
    private static final String ANCESTORS = "ancestors";

    private final String key;
    private final Map<String, Value> fields = new LinkedHashMap<>();
    private final TerminalText text = new TerminalText();
    private final ArgsText args;
    private final boolean ancestors;
    private Metadata needs = Metadata.NAME;

    /**
     * @param key       the key of the configuration that names the fields; for messages
     * @param decode    whether to write names instead of numbers that have names
     * @param ancestors whether events come with the ancestors of their processes
     */
    public TextFields(String key, boolean decode, boolean ancestors) {
        this.key = key;
        this.ancestors = ancestors;
        args = new ArgsText(text, decode);
        addTask();
        addNode();
        addContainer();
        addEvent();
    }

    /** All names. A name such as {@code args.<name>} stands for many. */
    public static Collection<String> names() {
        Collection<String> names = new ArrayList<>(new TextFields("", false, true).fields.keySet());
        names.add(ARGS + "<name>");
        names.add(LABELS + "<key>");
        return names;
    }

    /** What the fields that were asked for need to know of a container. */
    public Metadata needs() {
        return needs;
    }

    /**
     * Appends the text of a field; appends nothing if the event has no such value.
     *
     * @throws IllegalArgumentException there is no such field, or no event would have it
     */
    public Value of(String name) {
        if (name.equals(ANCESTORS) && !ancestors) {
            throw new IllegalArgumentException("key '" + key + "' has the field {ancestors}, which is empty unless the output "
                    + "has 'ancestors = true', or the trace --ancestors");
        }
        needs = needs.and(needs(name));
        Value field = fields.get(name);
        if (field == null && name.startsWith(ARGS)) {
            return arg(name.substring(ARGS.length()));
        }
        if (field == null && name.startsWith(LABELS)) {
            String label = name.substring(LABELS.length());
            return container(c -> c.labels().getOrDefault(label, ""));
        }
        if (field == null) {
            throw unknown(name, fields.keySet());
        }
        return field;
    }

    private static Metadata needs(String name) {
        return name.startsWith(LABELS) || name.startsWith("pod") ? Metadata.LABELS
                : name.equals("imageDigest") ? Metadata.ALL : Metadata.NAME;
    }

    private void addTask() {
        TimeOfDay time = new TimeOfDay(ZoneId.systemDefault());
        fields.put("time", (e, out) -> time.put(e.time(), out));
        fields.put("timestamp", (e, out) -> out.decimal(e.time()));
        fields.put("count", (e, out) -> out.decimal(e.count()));
        fields.put("first", EventValues.ofFolded((e, out) -> out.decimal(e.firstTime())));
        fields.put("last", EventValues.ofFolded((e, out) -> out.decimal(e.time())));
        fields.put("threadStartTime", (e, out) -> out.decimal(e.threadStartTime()));
        fields.put("processorId", (e, out) -> out.decimal(e.cpu()));
        fields.put("processId", (e, out) -> out.decimal(e.pid()));
        fields.put("cgroupId", (e, out) -> out.unsigned(e.cgroupId()));
        fields.put("threadId", (e, out) -> out.decimal(e.tid()));
        fields.put("parentProcessId", (e, out) -> out.decimal(e.ppid()));
        fields.put("hostProcessId", (e, out) -> out.decimal(e.hostPid()));
        fields.put("hostThreadId", (e, out) -> out.decimal(e.hostTid()));
        fields.put("hostParentProcessId", (e, out) -> out.decimal(e.hostPpid()));
        fields.put("entityId", EntityId::put);
        fields.put("origin", EventValues::putOrigin);
        fields.put("execId", (e, out) ->
                text.takeTail(e.copyExecId(out.ensure(RecordLayout.MAX_EXEC_ID), out.length()), out));
        fields.put(ANCESTORS, AncestorValues.text(text));
        fields.put("userId", (e, out) -> out.decimal(e.uid()));
        fields.put("mountNamespace", (e, out) -> out.decimal(e.mountNamespace()));
        fields.put("pidNamespace", (e, out) -> out.decimal(e.pidNamespace()));
        fields.put("processName", (e, out) ->
                text.takeTail(e.copyComm(out.ensure(RecordLayout.COMM_SIZE), out.length()), out));
        fields.put("hostName", (e, out) ->
                text.takeTail(e.copyUtsName(out.ensure(RecordLayout.UTS_SIZE), out.length()), out));
    }

    private void addNode() {
        fields.put("nodeName", (e, out) -> text.put(e.node().name(), e.node().name().length(), out));
        fields.put("clusterName", (e, out) -> text.put(e.node().cluster(), e.node().cluster().length(), out));
    }

    private void addContainer() {
        String[] enrichments = Arrays.stream(Enrichment.values()).map(e -> e.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        fields.put("containerId", container(Container::id));
        fields.put("containerName", container(Container::name));
        fields.put("image", container(Container::image));
        fields.put("imageDigest", container(Container::imageDigest));
        fields.put("imageId", container(Container::imageId));
        fields.put("runtime", container(Container::runtime));
        fields.put("enrichment", container(c -> enrichments[c.enrichment().ordinal()]));
        fields.put("reason", container(Container::reason));
        fields.put("podName", container(c -> c.pod().name()));
        fields.put("podNamespace", container(c -> c.pod().namespace()));
        fields.put("podUID", container(c -> c.pod().uid()));
        fields.put("podSandbox", container(c -> Boolean.toString(c.pod().sandbox())));
        fields.put("containerStarted", container(c -> Boolean.toString(c.started())));
    }

    private void addEvent() {
        fields.put("eventId", (e, out) -> out.decimal(e.type().id()));
        fields.put("eventName", (e, out) -> out.ascii(e.type().name()));
        fields.put("argsNum", (e, out) -> out.decimal(e.argCount()));
        fields.put("returnValue", (e, out) -> out.decimal(e.returnValue()));
        fields.put("syscall", TextFields::putSyscall);
        fields.put("isCompat", (e, out) -> out.ascii(e.isCompat() ? "true" : "false"));
        fields.put("args", args::putAll);
    }

    private Value container(Function<Container, String> field) {
        return (event, out) -> {
            if (event.container() != null) {
                String value = field.apply(event.container());
                text.put(value, value.length(), out);
            }
        };
    }

    /** Shows an argument, which may have a different position in each event. */
    private Value arg(String name) {
        Catalogue catalogue = Catalogue.builtIn();
        int[] places = new int[catalogue.idLimit()];
        Arrays.fill(places, -1);
        TreeSet<String> known = new TreeSet<>();
        for (EventType type : catalogue.all()) {
            type.fields().stream().map(Field::name).forEach(known::add);
            places[type.id()] = type.indexOf(name);
        }
        if (!known.contains(name)) {
            throw unknown(ARGS + name, known.stream().map(ARGS::concat).toList());
        }
        return (event, out) -> {
            int place = places[event.type().id()];
            if (place >= 0 && place < event.argCount()) {
                args.put(event, place, out);
            }
        };
    }

    private static void putSyscall(EventView event, LineBuffer out) {
        EventType type = EventValues.syscall(event);
        if (type != null) {
            out.ascii(type.name());
        }
    }

    private IllegalArgumentException unknown(String name, Collection<String> known) {
        return new IllegalArgumentException("key '" + key + "' has an unknown field {"
                + name + "}" + Suggestion.of(name, known));
    }
}
