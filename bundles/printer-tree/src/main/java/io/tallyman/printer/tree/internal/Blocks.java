package io.tallyman.printer.tree.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TerminalText;
import io.tallyman.api.text.TimeOfDay;
import java.time.ZoneId;

/** Writes the life of a container: who it is, when it lived, its processes, and in words what is missing. */
final class Blocks {
    private static final int SHORT_ID = 12;

    private final TerminalText text = new TerminalText();
    private final TimeOfDay time = new TimeOfDay(ZoneId.systemDefault());
    private final Rows rows = new Rows();
    private final int mostProcesses;

    Blocks(Limits limits) {
        mostProcesses = limits.processes();
    }

    /** @param now the time of the newest event of all, in nanoseconds since the epoch */
    void put(Life life, long now, LineBuffer out) {
        if (life.container == null) {
            out.ascii("host\n");
        } else {
            putContainer(life.container, out);
        }
        putTimes(life, now, out);
        if (life.top.firstChild != null) {
            Rows.putHeader(out);
            putTree(life, out);
        }
        putMissing(life, out);
        out.put('\n');
    }

    private void putContainer(Container container, LineBuffer out) {
        putName(container.name(), container, out);
        text.put(container.id(), SHORT_ID, out.ascii("  id "));
        putName(container.image(), container, out.ascii("  image "));
        putName(container.runtime(), container, out.ascii("  runtime "));
        if (!container.parents().isEmpty()) {
            String outer = container.parents().get(container.parents().size() - 1);
            text.put(outer, SHORT_ID, out.ascii("  inside "));
        }
        out.put('\n');
    }

    private void putName(String name, Container container, LineBuffer out) {
        if (!name.isEmpty()) {
            text.put(name, name.length(), out);
        } else if (container.enrichment() == Enrichment.NONE) {
            out.put('-');
        } else {
            out.ascii(container.enrichment() == Enrichment.FAILED ? "(failed)" : "(pending)");
        }
    }

    private void putTimes(Life life, long now, LineBuffer out) {
        out.ascii(life.started ? "started " : life.created ? "created " : "seen since ");
        time.put(life.since, out);
        if (life.removed != 0) {
            Spans.put(life.removed - life.since, out.ascii(", removed after "));
        } else {
            Spans.put(now - life.since, out.ascii(", still there after "));
        }
        Counted.put("; ", life.processes, "process", out).put('\n');
    }

    private void putTree(Life life, LineBuffer out) {
        int depth = 0;
        Proc at = life.top.firstChild;
        while (at != null) {
            rows.put(at, depth, out);
            if (at.firstChild != null) {
                at = at.firstChild;
                depth++;
                continue;
            }
            while (at != life.top) {
                putAlike(at, depth, life, out);
                if (at.next != null) {
                    break;
                }
                at = at.parent;
                depth--;
            }
            at = at == life.top ? null : at.next;
        }
    }

    /** Behind the last one of them that is shown, and all below it. */
    private void putAlike(Proc shown, int depth, Life life, LineBuffer out) {
        for (Alike group : shown.parent.groups) {
            if (group.last == shown && group.more > 0) {
                rows.putAlike(group, depth, life.since, out);
            }
        }
    }

    private void putMissing(Life life, LineBuffer out) {
        if (life.leftOut > 0) {
            Counted.put("left out: ", life.leftOut, "process", out).ascii(", since a container's tree has room for ")
                    .decimal(mostProcesses).put('\n');
        }
        if (life.withoutArguments > 0) {
            Counted.put("without arguments: ", life.withoutArguments, "program", out)
                    .ascii(", since there was no room\n");
        }
        if (life.missing > 0) {
            Counted.put("missing: ", life.missing, "event", out).ascii(" of this container, so the tree has gaps\n");
        }
    }
}
