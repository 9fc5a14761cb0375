package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kafka's own broker in a process of its own, with the class path of the tests of {@code output-kafka}. */
final class OwnKafka implements AutoCloseable {
    /** As {@code Cluster} in the tests of {@code output-kafka} has them. */
    static final String USER = "tally";
    static final String PASSWORD = "it's 2\\3";

    private static final Path MODULE = Path.of(System.getProperty("tallyman.home"), "../../../bundles/output-kafka/target");

    private final Process process;
    private final BufferedReader said;
    private final String[] places;

    private OwnKafka(Process process, BufferedReader said, String[] places) {
        this.process = process;
        this.said = said;
        this.places = places;
    }

    /** @param directory empty */
    static OwnKafka start(Path directory, String... topics) throws IOException {
        List<String> words = new ArrayList<>(List.of("serve", directory.toString(), "1"));
        words.addAll(List.of(topics));
        Process process = java(words);
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String places = said.readLine();
        if (places == null) {
            throw new IOException("the broker does not start");
        }
        return new OwnKafka(process, said, places.split(" "));
    }

    private static Process java(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-cp",
                MODULE.resolve("test-classes") + ":" + Files.readString(MODULE.resolve("test-classpath")).strip(),
                "io.tallyman.output.kafka.cluster.Main"));
        command.addAll(words);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Where the broker speaks without encryption. */
    String address() {
        return places[0];
    }

    /** Where the broker speaks TLS and knows {@link #USER}. */
    String secureAddress() {
        return places[1];
    }

    String certificate() {
        return places[2];
    }

    /** Kills the broker, as a crash would. */
    void leave() throws IOException {
        order("leave");
    }

    /** Starts the broker again, at the same place and with what it has stored, and waits for it. */
    void comeBack() throws IOException {
        order("return");
    }

    private void order(String word) throws IOException {
        process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertEquals(word, said.readLine());
    }

    /** Key, tab and value of each record of a topic. */
    List<String> records(String topic) throws IOException, InterruptedException {
        Process reader = java(List.of("print", address(), topic));
        List<String> records = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertEquals(0, reader.waitFor());
        return records;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }
}
