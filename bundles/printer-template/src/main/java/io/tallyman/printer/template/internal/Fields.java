package io.tallyman.printer.template.internal;

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

/** The names that may stand in braces: those of the JSON, without a level for the container. For one printer. */
final class Fields {
    private static final String ARGS = "args.";
    private static final String LABELS = "labels.";

    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    private final TerminalText text = new TerminalText();
    private final ArgsText args;
    private Metadata needs = Metadata.NAME;

    Fields(boolean decode) {
        args = new ArgsText(text, decode);
        addTask();
        addNode();
        addContainer();
        addEvent();
    }

    /** All names. A name such as {@code args.<name>} stands for many. */
    static Collection<String> names() {
        Collection<String> names = new ArrayList<>(new Fields(false).pieces.keySet());
        names.add(ARGS + "<name>");
        names.add(LABELS + "<key>");
        return names;
    }

    /** What the pieces that were asked for need to know of a container. */
    Metadata needs() {
        return needs;
    }

    /** The piece that shows this field. */
    Piece piece(String name) {
        needs = needs.and(needs(name));
        Piece piece = pieces.get(name);
        if (piece == null && name.startsWith(ARGS)) {
            return arg(name.substring(ARGS.length()));
        }
        if (piece == null && name.startsWith(LABELS)) {
            String key = name.substring(LABELS.length());
            return container(c -> c.labels().getOrDefault(key, ""));
        }
        if (piece == null) {
            throw unknown(name, pieces.keySet());
        }
        return piece;
    }

    private static Metadata needs(String name) {
        return name.startsWith(LABELS) || name.startsWith("pod") ? Metadata.LABELS
                : name.equals("imageDigest") ? Metadata.ALL : Metadata.NAME;
    }

    private void addTask() {
        TimeOfDay time = new TimeOfDay(ZoneId.systemDefault());
        pieces.put("time", (e, out) -> time.put(e.time(), out));
        pieces.put("timestamp", (e, out) -> out.decimal(e.time()));
        pieces.put("threadStartTime", (e, out) -> out.decimal(e.threadStartTime()));
        pieces.put("processorId", (e, out) -> out.decimal(e.cpu()));
        pieces.put("processId", (e, out) -> out.decimal(e.pid()));
        pieces.put("cgroupId", (e, out) -> out.unsigned(e.cgroupId()));
        pieces.put("threadId", (e, out) -> out.decimal(e.tid()));
        pieces.put("parentProcessId", (e, out) -> out.decimal(e.ppid()));
        pieces.put("hostProcessId", (e, out) -> out.decimal(e.hostPid()));
        pieces.put("hostThreadId", (e, out) -> out.decimal(e.hostTid()));
        pieces.put("hostParentProcessId", (e, out) -> out.decimal(e.hostPpid()));
        pieces.put("userId", (e, out) -> out.decimal(e.uid()));
        pieces.put("mountNamespace", (e, out) -> out.decimal(e.mountNamespace()));
        pieces.put("pidNamespace", (e, out) -> out.decimal(e.pidNamespace()));
        pieces.put("processName", (e, out) ->
                text.takeTail(e.copyComm(out.ensure(RecordLayout.COMM_SIZE), out.length()), out));
        pieces.put("hostName", (e, out) ->
                text.takeTail(e.copyUtsName(out.ensure(RecordLayout.UTS_SIZE), out.length()), out));
    }

    private void addNode() {
        pieces.put("nodeName", (e, out) -> text.put(e.node().name(), e.node().name().length(), out));
        pieces.put("clusterName", (e, out) -> text.put(e.node().cluster(), e.node().cluster().length(), out));
    }

    private void addContainer() {
        String[] enrichments = Arrays.stream(Enrichment.values()).map(e -> e.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        pieces.put("containerId", container(Container::id));
        pieces.put("containerName", container(Container::name));
        pieces.put("image", container(Container::image));
        pieces.put("imageDigest", container(Container::imageDigest));
        pieces.put("imageId", container(Container::imageId));
        pieces.put("runtime", container(Container::runtime));
        pieces.put("enrichment", container(c -> enrichments[c.enrichment().ordinal()]));
        pieces.put("reason", container(Container::reason));
        pieces.put("podName", container(c -> c.pod().name()));
        pieces.put("podNamespace", container(c -> c.pod().namespace()));
        pieces.put("podUID", container(c -> c.pod().uid()));
        pieces.put("podSandbox", container(c -> Boolean.toString(c.pod().sandbox())));
        pieces.put("containerStarted", container(c -> Boolean.toString(c.started())));
    }

    private void addEvent() {
        pieces.put("eventId", (e, out) -> out.decimal(e.type().id()));
        pieces.put("eventName", (e, out) -> out.ascii(e.type().name()));
        pieces.put("argsNum", (e, out) -> out.decimal(e.argCount()));
        pieces.put("returnValue", (e, out) -> out.decimal(e.returnValue()));
        pieces.put("syscall", Fields::putSyscall);
        pieces.put("isCompat", (e, out) -> out.ascii(e.isCompat() ? "true" : "false"));
        pieces.put("args", args::putAll);
    }

    private Piece container(Function<Container, String> field) {
        return (event, out) -> {
            if (event.container() != null) {
                String value = field.apply(event.container());
                text.put(value, value.length(), out);
            }
        };
    }

    /** A piece that shows an argument, which may have a different position in each event. */
    private Piece arg(String name) {
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
        EventType type = event.isCompat() || event.type().isSyscall() ? event.type()
                : Catalogue.builtIn().bySyscall(event.syscall());
        if (type != null && type.isSyscall()) {
            out.ascii(type.name());
        }
    }

    private static IllegalArgumentException unknown(String name, Collection<String> known) {
        return new IllegalArgumentException("key '" + TemplatePrinterFactory.TEMPLATE + "' has an unknown field {"
                + name + "}" + Suggestion.of(name, known));
    }
}
