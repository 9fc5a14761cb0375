package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Function;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Reads lines from a terminal, with completion and history. Only this class uses JLine, so JLine is loaded only for it.
 */
final class LineEditor implements AutoCloseable {
    private static final int HISTORY_LINES = 1000;

    private final Terminal terminal;
    private final LineReader reader;

    private LineEditor(Terminal terminal, LineReader reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    /** @param completion returns what the last word of a line may become; the line ends at the cursor */
    static LineEditor open(Function<String, List<String>> completion) throws IOException {
        // stty is enough for the terminal, so no native library is loaded
        Terminal terminal = TerminalBuilder.builder().system(true).exec(true).jni(false).ffm(false).dumb(true).build();
        DefaultParser parser = new DefaultParser();
        // the server reads quotes and backslashes
        parser.setEscapeChars(new char[0]);
        parser.setQuoteChars(new char[0]);
        LineReaderBuilder builder = LineReaderBuilder.builder().terminal(terminal).parser(parser)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .completer((reader, line, candidates) -> completion.apply(line.line().substring(0, line.cursor()))
                        .forEach(c -> candidates.add(new Candidate(c, c, null, null, null, null, !c.endsWith("=")))));
        Path history = history();
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        return new LineEditor(terminal, builder.build());
    }

    /**
     * The file of the history, in a directory that nobody else may enter, because a line may hold a secret. Null if
     * there can be no such directory; the history then ends with the process.
     */
    private static Path history() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state != null && state.startsWith("/") ? Path.of(state)
                : Path.of(System.getProperty("user.home"), ".local", "state");
        Path directory = base.resolve("tallyman");
        try {
            Files.createDirectories(base);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            return directory.resolve("history");
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** The next line, or null at the end. Ctrl-C drops the present line. */
    String readLine() {
        while (true) {
            try {
                return reader.readLine("tallyman> ");
            } catch (UserInterruptException e) {
                continue;
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
