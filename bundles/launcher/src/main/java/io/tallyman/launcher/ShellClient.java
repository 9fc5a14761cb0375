package io.tallyman.launcher;

import java.io.BufferedReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code tallyman shell [command...]}: the client of a running instance. The client needs no framework, so it starts
 * fast.
 */
final class ShellClient {
    private final DataInputStream in;
    private final DataOutputStream out;
    private final PrintStream data;

    private ShellClient(SocketChannel channel, PrintStream data) {
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
        this.data = data;
    }

    static int run(List<String> words) {
        PrintStream data = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        if (words.equals(List.of("--list"))) {
            return ShellList.print(ShellSockets.usual(), data);
        }
        try {
            return run(ShellTarget.of(words, ShellSockets.usual()), data);
        } catch (ShellTarget.Refused e) {
            System.err.println("tallyman: " + e.getMessage());
            return e.code();
        }
    }

    private static int run(ShellTarget target, PrintStream data) {
        if (target.hint() != null) {
            System.err.println("tallyman: " + target.hint());
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(target.socket()));
            ShellClient client = new ShellClient(channel, data);
            return target.command().isEmpty() ? client.interactive() : client.execute(line(target.command()));
        } catch (IOException e) {
            System.err.println("tallyman: " + explain(target.socket(), e));
            return 1;
        }
    }

    private static String explain(Path socket, IOException error) {
        if (!Files.isReadable(socket.getParent() == null ? Path.of(".") : socket.getParent())) {
            return socket + " cannot be reached; is tallyman running, and are you the user who runs it (or root)?";
        }
        if (!Files.exists(socket)) {
            return "nothing is running here: " + socket + " is missing; start `tallyman run` or `tallyman trace`";
        }
        return socket + " does not answer (" + error.getMessage() + "); is tallyman still running?";
    }

    /** Makes a line of words. The arguments are quoted, so that the shell takes them as they are. */
    static String line(List<String> words) {
        return words.get(0) + words.subList(1, words.size()).stream()
                .map(w -> " '" + w.replace("\\", "\\\\").replace("'", "\\'") + "'").collect(Collectors.joining());
    }

    private int interactive() throws IOException {
        if (Boolean.getBoolean("tallyman.stdin.tty") && Boolean.getBoolean("tallyman.stdout.tty")) {
            try (LineEditor editor = LineEditor.open(this::complete)) {
                return executeAll(editor::readLine);
            }
        }
        return executeAll(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))::readLine);
    }

    /** Reads one line after the other, and null after the last line. */
    @FunctionalInterface
    private interface Input {
        String readLine() throws IOException;
    }

    private int executeAll(Input lines) throws IOException {
        int code = 0;
        while (true) {
            String line = lines.readLine();
            if (line == null || line.strip().equals("exit") || line.strip().equals("quit")) {
                return code;
            }
            if (!line.isBlank()) {
                code = execute(line);
            }
        }
    }

    /** What the last word of this line may become. Empty if the connection is lost; the next command reports that. */
    private List<String> complete(String line) {
        try {
            ShellFrame.write(out, ShellFrame.COMPLETE, line);
            ShellFrame answer = ShellFrame.read(in);
            return answer == null || answer.bytes().length == 0 ? List.of() : answer.text().lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private int execute(String line) throws IOException {
        IOException unsent = send(line);
        for (ShellFrame frame; (frame = ShellFrame.read(in)) != null;) {
            switch (frame.kind()) {
                case ShellFrame.OUT -> data.writeBytes(frame.bytes());
                case ShellFrame.ERR -> System.err.writeBytes(frame.bytes());
                case ShellFrame.EXIT -> {
                    data.flush();
                    return Integer.parseInt(frame.text());
                }
                default -> throw new IOException("the other side speaks another protocol");
            }
            data.flush();
        }
        throw unsent == null ? new IOException("the connection was closed") : unsent;
    }

    /**
     * @return why the command was not sent, or null. The other side may have refused this process, and said so before.
     */
    private IOException send(String line) {
        try {
            ShellFrame.write(out, ShellFrame.COMMAND, line);
            return null;
        } catch (IOException e) {
            return e;
        }
    }
}
