package io.tallyman.printer.tree.internal;

import io.tallyman.api.decode.ArgsText;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.text.TerminalText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the text of the programs that are executed. Containers choose what is in there, so it is escaped. */
final class Programs {
    static final EventType EXEC = Catalogue.builtIn().byName("sched_process_exec");
    /** The longest text of one program. */
    static final int LONGEST = 512;
    /** The longest text where the container has no room left. */
    private static final int SHORT = 96;
    private static final int PATH = EXEC.indexOf("pathname");
    private static final int ARGUMENTS = EXEC.indexOf("argv");
    private static final byte[] MORE = "...".getBytes(StandardCharsets.US_ASCII);

    private final TerminalText text = new TerminalText();
    private final ArgsText args = new ArgsText(text, false);
    private final LineBuffer out = new LineBuffer(1024);
    private final byte[] name = new byte[RecordLayout.COMM_SIZE];
    private final Fingerprint fingerprint;

    Programs(Fingerprint fingerprint) {
        this.fingerprint = fingerprint;
    }

    /**
     * The program of an exec.
     *
     * @param room how many bytes the text may have; where that is not enough, the text is the start of the path alone
     */
    Program of(EventView exec, int room) {
        out.clear();
        args.put(exec, PATH, out);
        int path = out.length();
        args.put(exec, ARGUMENTS, out.put(' '));
        long same = fingerprint.of(out.array(), 0, out.length());
        long alike = fingerprint.of(out.array(), 0, endOfFirst(path + 1));
        boolean fits = Math.min(out.length(), LONGEST) <= room;
        return new Program(exec.time(), fits ? cut(out.length(), LONGEST) : alone(path), same, alike, fits);
    }

    /** The path alone, which says that something is missing. */
    private byte[] alone(int path) {
        out.length(path);
        out.put(' ').put(MORE);
        return cut(out.length(), SHORT);
    }

    /** Where the first argument ends. */
    private int endOfFirst(int from) {
        int at = from;
        while (at < out.length() && out.array()[at] != ' ' && out.array()[at] != ']') {
            at++;
        }
        return at;
    }

    /** The name of the event's thread, for a process whose program is not known. */
    byte[] nameOf(EventView event) {
        out.clear();
        text.put(name, 0, event.copyComm(name, 0), out);
        return cut(out.length(), SHORT);
    }

    /** Characters are not divided. Each character takes four bytes at the most. */
    private byte[] cut(int length, int longest) {
        if (length <= longest) {
            return Arrays.copyOf(out.array(), length);
        }
        int kept = TerminalText.cut(out.array(), 0, length, longest / 4 - 1);
        while (kept < longest - MORE.length && out.array()[kept] >= 0) {
            kept++;
        }
        byte[] cut = Arrays.copyOf(out.array(), kept + MORE.length);
        System.arraycopy(MORE, 0, cut, kept, MORE.length);
        return cut;
    }
}
