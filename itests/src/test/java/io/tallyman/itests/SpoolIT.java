package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Scanner;
import java.util.stream.IntStream;
import org.junit.Before;
import org.junit.Test;

/** A destination that is away: what it would have got waits on the disk, also when the process is killed meanwhile. */
public class SpoolIT {
    private static final String NAME = "tm-spool";
    private static final int BEFORE = 50_021;
    private static final int AFTER = 10_007;
    /** The other side may have taken a block of lines whose receipt nobody has noted. */
    private static final int BLOCK = 64 * 1024 / "/tm/spool/before/0".length();

    private final List<String> lines = new ArrayList<>();
    private Path directory;
    private Path program;

    @Before
    public void prepare() throws Exception {
        directory = Files.createTempDirectory(Path.of("/run"), "tm-spool");
        program = directory.resolve(NAME);
        Commands.run("cp", System.getProperty("tallyman.calls"), program.toString());
    }

    private InPlace output() throws Exception {
        return InPlace.config("output-spool", "printer = template", "template = {args.pathname}", "destination = socket",
                "address = unix:" + directory.resolve("sink"), "events = openat", "scope = comm=" + NAME,
                "when-full = block", "queue = 16M", "retry-for = 1s", "spool = " + directory.resolve("spool"),
                "spool-size = 256M");
    }

    private void call(int count, String part) throws Exception {
        Commands.run(program.toString(), Integer.toString(count), "/tm/spool/" + part + "/", "20000");
    }

    private static boolean keeps(Tallyman engine, int events) throws Exception {
        JsonArray outputs = JsonParser.parseString(engine.ask("trace:outputs --json")).getAsJsonArray();
        return outputs.get(0).getAsJsonObject().get("spooled").getAsInt() == events;
    }

    /** Reads what arrives, as a log shipper does that is back. */
    private void listen(ServerSocketChannel server) {
        try (InputStream in = Channels.newInputStream(server.accept());
                Scanner scanner = new Scanner(in, StandardCharsets.US_ASCII)) {
            while (scanner.hasNextLine()) {
                String line = scanner.nextLine();
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> distinct() {
        synchronized (lines) {
            return List.copyOf(new LinkedHashSet<>(lines));
        }
    }

    @Test
    public void shouldBringInOrderWhatWasMadeWhileTheDestinationWasAwayAlsoAfterAKill() throws Exception {
        try (InPlace output = output()) {
            try (Tallyman killed = Tallyman.launch("run", "--buffer", "64M")) {
                killed.awaitErr("running");
                call(BEFORE, "before");
                Until.holds("all is in the spool", () -> keeps(killed, BEFORE));
                Commands.run("kill", "-KILL", Long.toString(killed.pid()));
            }
            Counts counts;
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                    Tallyman engine = Tallyman.launch("run", "--buffer", "64M", "--summary", "json")) {
                server.bind(UnixDomainSocketAddress.of(directory.resolve("sink")));
                Thread listening = new Thread(() -> listen(server));
                listening.setDaemon(true);
                listening.start();
                engine.awaitErr("running");
                call(AFTER, "after");
                Until.holds("all have arrived", () -> distinct().size() >= BEFORE + AFTER);
                assertEquals(0, engine.terminate());
                counts = Counts.of(engine.stderr());
            }
            List<String> expected = new ArrayList<>();
            IntStream.range(0, BEFORE).forEach(i -> expected.add("/tm/spool/before/" + i));
            IntStream.range(0, AFTER).forEach(i -> expected.add("/tm/spool/after/" + i));
            assertEquals(expected, distinct());
            assertTrue(lines.size() + " lines", lines.size() - expected.size() <= BLOCK);
            assertEquals(counts.toString(), 0, counts.lost());
            assertEquals(counts.toString(), AFTER, counts.matched("spool"));
        } finally {
            Commands.run("rm", "-rf", directory.toString());
        }
    }
}
