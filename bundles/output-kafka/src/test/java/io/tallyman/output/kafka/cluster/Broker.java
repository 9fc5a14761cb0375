package io.tallyman.output.kafka.cluster;

import io.tallyman.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One broker of a cluster, in a directory of its own. */
final class Broker {
    private static final String CLUSTER_ID = "VGFsbHltYW5UZXN0Q2x1c3";

    private final Path directory;
    private final int port;
    private final int securePort;
    private Process process;

    private Broker(Process process, Path directory, int port, int securePort) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.securePort = securePort;
    }

    /** A port that nobody uses now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** @param id 1 is the controller, too, which listens at the port {@code controller} */
    static Broker start(int id, int controller, Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        int port = freePort();
        int securePort = freePort();
        makeCertificate(directory);
        Path settings = settingsFile(directory);
        Files.writeString(settings, settings(id, controller, directory, port, securePort));
        format(id, settings);
        return new Broker(run(directory), directory, port, securePort);
    }

    private static Process run(Path directory) throws IOException {
        return java(directory, "kafka.Kafka", settingsFile(directory).toString());
    }

    private static Path settingsFile(Path directory) {
        return directory.resolve("server.properties");
    }

    static void makeCertificate(Path directory) throws IOException, InterruptedException {
        Certificates.make(directory, "certificate.pem");
        Files.writeString(directory.resolve("both.pem"), Files.readString(directory.resolve("certificate.pem-key"))
                + Files.readString(directory.resolve("certificate.pem")));
    }

    private static String settings(int id, int controller, Path directory, int port, int securePort) {
        String own = "PLAINTEXT://localhost:" + port + ",SASL_SSL://localhost:" + securePort;
        return """
                node.id=%d
                process.roles=%s
                controller.quorum.bootstrap.servers=localhost:%d
                listeners=%s
                advertised.listeners=%s
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL
                sasl.enabled.mechanisms=SCRAM-SHA-512
                listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
                org.apache.kafka.common.security.scram.ScramLoginModule required;
                ssl.keystore.type=PEM
                ssl.keystore.location=%s
                log.dirs=%s
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                auto.create.topics.enable=false
                broker.session.timeout.ms=6000
                """.formatted(id, id == 1 ? "broker,controller" : "broker", controller,
                id == 1 ? own + ",CONTROLLER://localhost:" + controller : own, own, directory.resolve("both.pem"),
                directory.resolve("log"));
    }

    private static void format(int id, Path settings) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c",
                settings.toString(), id == 1 ? "--standalone" : "--no-initial-controllers"));
        if (id == 1) {
            words.addAll(List.of("--add-scram", "SCRAM-SHA-512=[name=" + Cluster.USER + ",password=\""
                    + Cluster.PASSWORD + "\"]"));
        }
        awaitEnd(java(settings.getParent(), words.toArray(String[]::new)), settings.getParent());
    }

    private static Process java(Path directory, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx320m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("output").toFile())).start();
    }

    private static void awaitEnd(Process process, Path directory) throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new IOException("a preparation in " + directory + " has failed: "
                    + (Files.exists(directory.resolve("output")) ? Files.readString(directory.resolve("output")) : ""));
        }
    }

    /** @throws IllegalStateException the broker has ended */
    void check() {
        if (!process.isAlive()) {
            try {
                throw new IllegalStateException("a broker has ended: " + Files.readString(directory.resolve("output")));
            } catch (IOException e) {
                throw new IllegalStateException("a broker has ended", e);
            }
        }
    }

    String address() {
        return "localhost:" + port;
    }

    String secureAddress() {
        return "localhost:" + securePort;
    }

    Path certificate() {
        return directory.resolve("certificate.pem");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Runs again where a killed broker ran, with what that one has stored. */
    void restart() throws IOException {
        process = run(directory);
    }
}
