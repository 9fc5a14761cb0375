package io.tallyman.printer.cef.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.decode.ArgsText;
import io.tallyman.api.decode.Sockaddr;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.api.text.TerminalText;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.Meaning;
import io.tallyman.printing.TextFields;
import io.tallyman.printing.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes each event as a line of the Common Event Format: a header, then the extension's keys. Allocates nothing. */
final class CefPrinter implements Printer {
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** The format has six texts of one's own, each with a label. */
    private static final String[][] OWN = {{"containerId", "containerId"}, {"containerName", "containerName"},
        {"image", "image"}, {"podNamespace", "podNamespace"}, {"podName", "podName"}, {"runtime", "runtime"}};

    private final byte[] head;
    private final byte[] severity;
    private final TextFields fields;
    private final TerminalText text = new TerminalText();
    private final ArgsText args;
    private final Sockaddr address = new Sockaddr();
    private final List<Extension> extensions = new ArrayList<>();
    private final Extension[] all;
    private byte[] aside = new byte[256];

    /** A key of the extension with the text that stands in front of its value. */
    private record Extension(byte[] key, Value value) {
    }

    CefPrinter(String version, String severity, boolean decode, boolean ancestors) {
        head = ("CEF:0|Tallyman|Tallyman|" + version + "|").getBytes(StandardCharsets.US_ASCII);
        this.severity = ("|" + severity + "|rt=").getBytes(StandardCharsets.US_ASCII);
        fields = new TextFields("", decode, ancestors);
        args = new ArgsText(text, decode);
        addTask();
        if (ancestors) {
            add("tallymanAncestors", fields.of("ancestors"));
        }
        addObject();
        for (int i = 0; i < OWN.length; i++) {
            add("cs" + (i + 1) + "Label=" + OWN[i][0] + " cs" + (i + 1), fields.of(OWN[i][1]));
        }
        add("msg", fields.of("args"));
        all = extensions.toArray(Extension[]::new);
    }

    private void add(String key, Value value) {
        extensions.add(new Extension((" " + key + "=").getBytes(StandardCharsets.US_ASCII), value));
    }

    private void addTask() {
        add("cnt", EventValues.ofFolded((event, out) -> out.decimal(event.count())));
        add("start", EventValues.ofFolded((event, out) -> out.decimal(event.firstTime() / NANOS_PER_MILLI)));
        add("end", EventValues.ofFolded((event, out) -> out.decimal(event.time() / NANOS_PER_MILLI)));
        add("dvchost", fields.of("nodeName"));
        add("spid", fields.of("hostProcessId"));
        add("tallymanEntityId", fields.of("entityId"));
        add("tallymanOrigin", fields.of("origin"));
        add("tallymanExecId", fields.of("execId"));
        add("sproc", fields.of("processName"));
        add("suid", fields.of("userId"));
        add("cn1Label=returnValue cn1", fields.of("returnValue"));
        add("outcome", (event, out) -> {
            if (event.type().isSyscall() && !EventValues.isUnderWay(event)) {
                out.ascii(EventValues.hasFailed(event) ? "failure" : "success");
            }
        });
    }

    private void addObject() {
        add("filePath", (event, out) -> {
            int path = Meaning.of(event.type()).path();
            if (EventValues.has(event, path)) {
                args.put(event, path, out);
            }
        });
        add("fileHash", (event, out) -> {
            int hash = Meaning.of(event.type()).sha256();
            if (EventValues.has(event, hash)) {
                args.put(event, hash, out);
            }
        });
        add("dst", (event, out) -> {
            if (isPeer(event)) {
                address.putHost(out);
            }
        });
        add("dpt", (event, out) -> {
            if (isPeer(event)) {
                out.decimal(address.port());
            }
        });
    }

    private boolean isPeer(EventView event) {
        return EventValues.isInternet(event, meaning -> meaning.action() == Meaning.Action.NETWORK_CONNECT, address);
    }

    @Override
    public Metadata needs() {
        return fields.needs();
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        String name = event.type().name();
        out.put(head).ascii(name).put('|').ascii(name).put(severity).decimal(event.time() / NANOS_PER_MILLI);
        for (Extension extension : all) {
            int before = out.length();
            out.put(extension.key());
            int start = out.length();
            extension.value().put(event, out);
            if (out.length() == start) {
                out.length(before);
            } else {
                escape(start, out);
            }
        }
        out.put('\n');
    }

    /** An equals sign or a backslash in a value has a backslash in front. Line feeds are escaped already. */
    private void escape(int start, LineBuffer out) {
        int length = out.length() - start;
        byte[] bytes = out.array();
        int at = 0;
        while (at < length && bytes[start + at] != '=' && bytes[start + at] != '\\') {
            at++;
        }
        if (at == length) {
            return;
        }
        if (aside.length < length) {
            aside = new byte[2 * length];
        }
        System.arraycopy(bytes, start, aside, 0, length);
        out.length(start);
        for (int i = 0; i < length; i++) {
            if (aside[i] == '=' || aside[i] == '\\') {
                out.put('\\');
            }
            out.put(aside[i]);
        }
    }
}
