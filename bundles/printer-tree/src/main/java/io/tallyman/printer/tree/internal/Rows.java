package io.tallyman.printer.tree.internal;

import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a process as a row of columns, with the tree in the last one: there a text may be as long as it is. */
final class Rows {
    /** Deeper processes stand no further to the right, so that a chain of forks makes no lines of endless blanks. */
    private static final int DEEPEST = 30;
    private static final int AFTER = 9;
    private static final int PID = AFTER + 2;
    private static final int HOST_PID = PID + 7;
    private static final int END = HOST_PID + 8;
    private static final int LASTED = END + 14;
    private static final int TREE = LASTED + 11;
    private static final int SIGNAL_BITS = 0x7f;
    private static final int CORE = 0x80;

    private final Decoder signals = Symbols.builtIn()
            .decoder(Lives.EXIT.fields().get(Lives.EXIT.indexOf("signal")));

    static void putHeader(LineBuffer out) {
        int row = out.length();
        right("AFTER", row, AFTER, out);
        at(row, PID, out).ascii("PID");
        at(row, HOST_PID, out).ascii("/host");
        at(row, END, out).ascii("END");
        right("LASTED", row, LASTED + 9, out);
        at(row, TREE, out).ascii("PROCESS\n");
    }

    /** Appends the process and the further programs that it has executed. */
    void put(Proc process, int depth, LineBuffer out) {
        for (int i = 0; i == 0 || i < process.programs.size(); i++) {
            boolean last = i == process.programs.size() - 1;
            if (last && process.skipped > 0) {
                putSkipped(process, depth, out);
            }
            int row = out.length();
            Program program = process.programs.isEmpty() ? null : process.programs.get(i);
            putSpan((i == 0 ? process.began : program.time()) - process.life.since, row, AFTER, out);
            at(row, PID, out).decimal(process.pid);
            at(row, HOST_PID, out).put('/').decimal(process.hostPid);
            at(row, END, out);
            if (i == 0) {
                putEnd(process, out);
                if (process.ended != 0 && process.exitCode >= 0) {
                    putSpan(process.lasted, row, LASTED + 9, out);
                }
            }
            indent(row, depth, out);
            putProgram(process, program, i, out);
        }
    }

    private static void putProgram(Proc process, Program program, int index, LineBuffer out) {
        if (index > 0) {
            out.ascii("then ");
        }
        if (program != null) {
            out.put(program.text());
        } else {
            out.ascii(process.seen ? "(fork" : "(program not seen");
            if (process.name != null) {
                out.ascii(", called ").put(process.name);
            }
            out.put(')');
        }
        if (index == 0 && process.cameLater()) {
            out.ascii(" [").ascii(process.origin.word()).put(']');
        }
        out.put('\n');
    }

    private static void putSkipped(Proc process, int depth, LineBuffer out) {
        indent(out.length(), depth, out);
        out.ascii("then ").decimal(process.skipped).ascii(" other programs\n");
    }

    /** Appends how many others are like the process above. */
    void putAlike(Alike group, int depth, long since, LineBuffer out) {
        indent(out.length(), depth, out);
        put("… ", out).decimal(group.more).ascii(group.same ? " more like this" : " more with other arguments");
        Spans.put(group.least, out.ascii(", ").ascii(group.more > 1 ? "" : "it lasted "));
        if (group.more > 1) {
            Spans.put(group.most, out.ascii(" to ")).ascii(" each");
        }
        out.ascii(group.more > 1 ? ", the last one ended after " : ", it ended after ");
        Spans.put(group.until - since, out).put('\n');
    }

    private void putEnd(Proc process, LineBuffer out) {
        if (process.ended == 0) {
            out.ascii(process.life.removed == 0 ? "runs" : "not seen");
        } else if (process.exitCode < 0) {
            out.ascii("not seen");
        } else if ((process.exitCode & SIGNAL_BITS) != 0) {
            signals.put(process.exitCode & SIGNAL_BITS, out);
            out.ascii((process.exitCode & CORE) != 0 ? ", core" : "");
        } else {
            out.ascii("exit ").decimal(process.exitCode >> 8 & 0xff);
        }
    }

    private static void indent(int row, int depth, LineBuffer out) {
        at(row, TREE + 2 * Math.min(depth, DEEPEST), out);
        if (depth > DEEPEST) {
            out.ascii("[depth ").decimal(depth).ascii("] ");
        }
    }

    private static void putSpan(long nanos, int row, int end, LineBuffer out) {
        int start = out.length();
        Spans.put(nanos, out);
        shift(start, row + end - out.length(), out);
    }

    private static void right(String text, int row, int end, LineBuffer out) {
        int start = out.length();
        out.ascii(text);
        shift(start, row + end - out.length(), out);
    }

    /** Moves what was appended last to the right. */
    private static void shift(int start, int by, LineBuffer out) {
        if (by > 0) {
            byte[] bytes = out.ensure(by);
            System.arraycopy(bytes, start, bytes, start + by, out.length() - start);
            Arrays.fill(bytes, start, start + by, (byte) ' ');
            out.length(out.length() + by);
        }
    }

    /** Appends blanks up to a column, at least one if something stands before it. */
    private static LineBuffer at(int row, int column, LineBuffer out) {
        do {
            out.put(' ');
        } while (out.length() - row < column);
        return out;
    }

    static LineBuffer put(String text, LineBuffer out) {
        return out.put(text.getBytes(StandardCharsets.UTF_8));
    }
}
