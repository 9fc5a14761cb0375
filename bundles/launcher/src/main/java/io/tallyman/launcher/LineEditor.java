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

/** Lines typed at a terminal, with completion and history. The only class that needs JLine, which nobody else loads. */
final class LineEditor implements AutoCloseable {
    private static final int HISTORY_LINES = 1000;

    private final Terminal terminal;
    private final LineReader reader;

    private LineEditor(Terminal terminal, LineReader reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    /** @param completion from a line up to the cursor to what its last word may become */
    static LineEditor open(Function<String, List<String>> completion) throws IOException {
        // stty does what is needed: no native library is unpacked and loaded for it
        Terminal terminal = TerminalBuilder.builder().system(true).exec(true).jni(false).ffm(false).dumb(true).build();
        DefaultParser parser = new DefaultParser();
        // quotes and backslashes are the server's business
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

    /** A file in a directory that nobody else may enter, since a line may hold a secret; null: only as long as it runs. */
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

    /** The next line, or null at the end. An interrupted line is given up. */
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
