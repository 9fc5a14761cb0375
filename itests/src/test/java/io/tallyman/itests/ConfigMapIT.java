package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

/** The configuration as a ConfigMap of Kubernetes, which is changed while the product runs. */
public class ConfigMapIT {
    private Path directory;
    private Path counted;
    private Path marker;

    @Before
    public void makeDirectory() throws Exception {
        directory = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "config-map");
        counted = directory.resolve("tm-counted");
        marker = directory.resolve("tm-marker");
        Commands.run("cp", "/bin/true", counted.toString());
        Commands.run("cp", "/bin/true", marker.toString());
    }

    private static String file(String output) {
        return "io.tallyman.output-" + output + ".cfg";
    }

    private String output(String to) {
        return "printer = json\ndestination = file\npath = " + directory.resolve(to)
                + "\nevents = sched_process_exec\nscope = comm=tm-counted,tm-marker\n";
    }

    /** The product with the volume over its own config/, in a mount namespace of its own. */
    private static Lines run(ConfigVolume volume) throws IOException {
        Path config = Tallyman.HOME.resolve("config");
        return Lines.of(List.of("unshare", "--mount", "sh", "-c", "mount --bind -o ro '" + volume.directory() + "' '" + config
                + "' && exec '" + Tallyman.HOME.resolve("bin/tallyman") + "' run"));
    }

    /** Executes a program again and again until its events come into this file. */
    private void awaitFlow(String name) throws Exception {
        Until.holds("events in " + name, () -> {
            Commands.run(marker.toString());
            return lines(name, "tm-marker") > 0;
        });
    }

    private void execute(int times, String... into) throws Exception {
        for (int i = 0; i < times; i++) {
            Commands.run(counted.toString());
        }
        for (String name : into) {
            Until.holds(times + " lines in " + name, () -> lines(name, "tm-counted") >= times);
        }
    }

    private long lines(String name, String program) throws IOException {
        Path file = directory.resolve(name);
        return !Files.exists(file) ? 0 : Files.readAllLines(file).stream().filter(line -> line.contains(program)).count();
    }

    private List<String> names() throws IOException {
        try (var all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).filter(name -> name.endsWith(".json")).sorted().toList();
        }
    }

    @Test
    public void shouldFollowEachExchangeOfTheMap() throws Exception {
        ConfigVolume volume = new ConfigVolume(directory.resolve("volume"));
        volume.write(Map.of(file("a"), output("1.json"), "README", "for people"));
        try (Lines product = run(volume)) {
            product.awaitErr("running");
            awaitFlow("1.json");
            execute(3, "1.json");
            volume.write(Map.of(file("a"), output("2.json"), file("b"), output("3.json")));
            awaitFlow("2.json");
            awaitFlow("3.json");
            execute(5, "2.json", "3.json");
            volume.write(Map.of(file("b"), output("4.json")));
            awaitFlow("4.json");
            Until.holds("the first output's end", () -> !product.shell("trace:outputs", "--json").contains("\"a\""));
            execute(7, "4.json");
            product.interrupt();
        }
        assertEquals(List.of("1.json", "2.json", "3.json", "4.json"), names());
        assertEquals(3, lines("1.json", "tm-counted"));
        assertEquals(5, lines("2.json", "tm-counted"));
        assertEquals(5, lines("3.json", "tm-counted"));
        assertEquals(7, lines("4.json", "tm-counted"));
    }
}
