package io.tallyman.itests;

import static org.junit.Assert.*;

import io.tallyman.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A runtime's bundle out and in, an output made, edited and deleted, the bundles of the printer in use and of the filter
 * replaced, a broken jar dropped in.
 */
final class Cycle {
    /** A jar that may just not be finished yet is refused late, so each lies there for so many cycles. */
    private static final int BROKEN_FOR = 7;
    private static final String RUNTIME = "io.tallyman.runtime.docker";
    private static final String PRINTER = "io.tallyman.printer.template";
    private static final String FILTER = "io.tallyman.filter";

    private final Engine engine;
    private final ConfigurationAdmin admin;
    private final PluginFiles plugins;
    private final Path directory;
    private final int containers;
    private final Deque<Integer> broken = new ArrayDeque<>();
    private long temporaryLines;
    private long slowestStart;
    private long slowestEdit;
    private long slowestEnd;

    Cycle(Engine engine, ConfigurationAdmin admin, PluginFiles plugins, Path directory, int containers) {
        this.engine = engine;
        this.admin = admin;
        this.plugins = plugins;
        this.directory = directory;
        this.containers = containers;
    }

    /** What an output of numbered calls wants, as lines that are quick to make and to check. */
    static Map<String, String> lines(Path path, String queue) {
        Map<String, String> wanted = wanted("template", path, queue);
        wanted.put("template", "{containerName} {enrichment} {args.pathname} {reason}");
        return wanted;
    }

    private static Map<String, String> wanted(String printer, Path path, String queue) {
        return new HashMap<>(Map.of("printer", printer, "destination", "file", "path", path.toString(), "events",
                "openat,-lost", "scope", "container comm=calls", "when-full", "block", "queue", queue));
    }

    void run(int number) throws Exception {
        PluginFiles.Jar runtime = plugins.jar(RUNTIME);
        PluginFiles.Jar printer = plugins.jar(PRINTER);
        PluginFiles.Jar filter = plugins.jar(FILTER);
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");

        long start = System.nanoTime();
        ConfiguredTrace temporary = ConfiguredTrace.make(engine, admin, "temporary", wanted("json", first, "64M"));
        slowestStart = Math.max(slowestStart, System.nanoTime() - start);
        Until.holds("lines come", () -> Files.size(first) > 0);
        plugins.takeOut(runtime);
        plugins.replace(printer);
        plugins.awaitGone(runtime);
        plugins.awaitNewer(printer);

        start = System.nanoTime();
        temporary.edit(lines(second, "32M"));
        slowestEdit = Math.max(slowestEdit, System.nanoTime() - start);
        Until.holds("lines come", () -> Files.size(second) > 0);
        plugins.putIn(runtime);
        plugins.replace(filter);
        dropBroken(number);
        plugins.awaitNewer(filter);
        plugins.awaitNewer(runtime);

        start = System.nanoTime();
        temporary.delete();
        slowestEnd = Math.max(slowestEnd, System.nanoTime() - start);
        check(temporary, first, second);
    }

    private void dropBroken(int number) throws Exception {
        plugins.drop("broken-" + number + ".jar", broken(number).bytes(number, "0.1.0"));
        broken.add(number);
        if (broken.size() > BROKEN_FOR) {
            removeBroken();
        }
    }

    private void removeBroken() throws Exception {
        int number = broken.remove();
        plugins.removeRefused("broken-" + number + ".jar", broken(number).reason());
    }

    private static BrokenJar broken(int number) {
        return BrokenJar.values()[number % BrokenJar.values().length];
    }

    /** The second file goes on where the first one ends. */
    private void check(ConfiguredTrace temporary, Path... files) throws IOException {
        NumberCheck check = new NumberCheck(containers);
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                check.read(in);
            }
            Files.delete(file);
        }
        assertEquals("", check.fault());
        temporaryLines += check.lines();
        temporary.assertCounted(check.lines());
    }

    /** Takes out what is left of the last cycles. */
    void end() throws Exception {
        while (!broken.isEmpty()) {
            removeBroken();
        }
    }

    @Override
    public String toString() {
        return "temporary outputs: %d lines; slowest start %d ms, edit %d ms, end %d ms".formatted(temporaryLines,
                slowestStart / 1_000_000, slowestEdit / 1_000_000, slowestEnd / 1_000_000);
    }
}
