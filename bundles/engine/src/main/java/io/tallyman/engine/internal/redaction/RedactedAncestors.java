package io.tallyman.engine.internal.redaction;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Hides in the ancestors of a process what the rules hide in an exec. Most events of an output come from few processes, so
 * what was made for one process is used again. For one thread.
 */
final class RedactedAncestors {
    private static final EventType EXEC = Catalogue.builtIn().byName("sched_process_exec");
    /** So many lists are kept, each at the place that its identity gives. */
    private static final int KEPT = 256;

    private final TextRedactor argv;
    private final TextRedactor executable;
    private final List<List<AncestorView>> asked = new ArrayList<>();
    private final List<List<AncestorView>> made = new ArrayList<>();

    RedactedAncestors(RedactionRules rules) {
        argv = redactor(rules, "argv");
        executable = redactor(rules, "pathname");
        for (int i = 0; i < KEPT; i++) {
            asked.add(List.of());
            made.add(List.of());
        }
    }

    private static TextRedactor redactor(RedactionRules rules, String field) {
        List<String> expressions = rules.expressions(EXEC.fields().get(EXEC.indexOf(field)));
        return expressions.isEmpty() ? null : new TextRedactor(expressions);
    }

    /** The same ancestors without what is to be hidden. */
    List<AncestorView> of(List<AncestorView> line) {
        if (line.isEmpty() || argv == null && executable == null) {
            return line;
        }
        int place = System.identityHashCode(line) & KEPT - 1;
        if (asked.get(place) != line) {
            made.set(place, line.stream().map(this::redacted).toList());
            asked.set(place, line);
        }
        return made.get(place);
    }

    private AncestorView redacted(AncestorView ancestor) {
        String shown = redacted(ancestor.executable());
        return new Redacted(ancestor, shown, shown.substring(shown.lastIndexOf('/') + 1), redacted(ancestor.argv()));
    }

    private String redacted(String text) {
        return executable == null ? text : new String(redact(executable, text.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
    }

    /** The arguments are matched as one text, as those of an exec are. */
    private List<String> redacted(List<String> texts) {
        if (argv == null || texts.isEmpty()) {
            return texts;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (String text : texts) {
            joined.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            joined.write(0);
        }
        String hidden = new String(redact(argv, joined.toByteArray()), StandardCharsets.UTF_8);
        return List.of(hidden.substring(0, Math.max(0, hidden.length() - 1)).split("\0", -1));
    }

    private static byte[] redact(TextRedactor redactor, byte[] text) {
        byte[] room = redactor.room(text.length);
        System.arraycopy(text, 0, room, 0, text.length);
        int left = redactor.redact();
        byte[] shown = new byte[left < 0 ? text.length : left];
        System.arraycopy(room, 0, shown, 0, shown.length);
        return shown;
    }

    private record Redacted(AncestorView of, String executable, String name, List<String> argv)
            implements AncestorView {
        @Override
        public int hostPid() {
            return of.hostPid();
        }

        @Override
        public long processStart() {
            return of.processStart();
        }

        @Override
        public boolean isStartExact() {
            return of.isStartExact();
        }

        @Override
        public boolean isArgvTruncated() {
            return of.isArgvTruncated();
        }

        @Override
        public Container container() {
            return of.container();
        }
    }
}
