package io.tallyman.shell.internal;

import io.tallyman.launcher.ShellFrame;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;

/** One client of the shell. Its commands run one after the other, in a session of Gogo that only this client uses. */
final class ShellSession {
    private static final String MESSAGES = ".tallyman.messages";

    private final DataInputStream in;
    private final DataOutputStream out;

    ShellSession(DataInputStream in, DataOutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The stream for the messages of this session's commands. */
    static PrintStream messages(CommandSession session) {
        return session.get(MESSAGES) instanceof PrintStream stream ? stream : session.getConsole();
    }

    void serve(CommandProcessor gogo, Completion completion) throws IOException {
        PrintStream data = stream(ShellFrame.OUT);
        PrintStream messages = stream(ShellFrame.ERR);
        try (CommandSession session = gogo.createSession(new ByteArrayInputStream(new byte[0]), data, messages)) {
            session.put(MESSAGES, messages);
            for (ShellFrame frame; (frame = ShellFrame.read(in)) != null;) {
                if (frame.kind() == ShellFrame.COMPLETE) {
                    ShellFrame.write(out, ShellFrame.CANDIDATES, String.join("\n", completion.of(frame.text())));
                    continue;
                }
                if (frame.kind() != ShellFrame.COMMAND) {
                    return;
                }
                int code = execute(session, frame.text(), data, messages);
                data.flush();
                messages.flush();
                ShellFrame.write(out, ShellFrame.EXIT, String.valueOf(code));
            }
        }
    }

    private static int execute(CommandSession session, String line, PrintStream data, PrintStream messages) {
        try {
            Object value = session.execute(line);
            if (value instanceof Integer code) {
                return code;
            }
            if (value != null) {
                data.println(session.format(value, Converter.INSPECT));
            }
            return Exit.OK;
        } catch (Exception e) {
            messages.println("tallyman: " + (e.getMessage() == null ? e : e.getMessage()));
            return Exit.USAGE;
        }
    }

    private PrintStream stream(char kind) {
        return new PrintStream(new Frames(kind), true, StandardCharsets.UTF_8);
    }

    /** Sends all bytes as frames of one kind. The streams of data and of messages share the connection. */
    private final class Frames extends OutputStream {
        private final char kind;

        Frames(char kind) {
            this.kind = kind;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            synchronized (out) {
                ShellFrame.write(out, kind, bytes, from, count);
            }
        }
    }
}
