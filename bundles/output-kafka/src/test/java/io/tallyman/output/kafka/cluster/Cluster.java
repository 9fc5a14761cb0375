package io.tallyman.output.kafka.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Kafka's own brokers, each in a process of its own. The first one is the controller as well. */
public final class Cluster implements AutoCloseable {
    public static final String USER = "tally";
    public static final String PASSWORD = "it's 2\\3";

    private final List<Broker> brokers = new ArrayList<>();

    private Cluster() {
    }

    /**
     * Starts so many brokers, and waits until all of them are there.
     *
     * @param directory empty; gets a directory for each broker
     */
    public static Cluster start(int count, Path directory) throws IOException, InterruptedException {
        Cluster cluster = new Cluster();
        try {
            int controller = Broker.freePort();
            for (int i = 1; i <= count; i++) {
                cluster.brokers.add(Broker.start(i, controller, directory.resolve("broker" + i)));
            }
            cluster.await(count);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void await(int count) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(180).toNanos();
        try (Admin admin = admin()) {
            while (true) {
                brokers.forEach(Broker::check);
                try {
                    if (admin.describeCluster().nodes().get().size() == count) {
                        return;
                    }
                } catch (ExecutionException e) {
                    // not yet
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the brokers do not come together");
                }
                Thread.sleep(200);
            }
        }
    }

    private Admin admin() {
        Properties settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", addresses(), "request.timeout.ms", "5000"));
        return Admin.create(settings);
    }

    /** Where the brokers listen without encryption: {@code host:port,host:port}. */
    public String addresses() {
        return brokers.stream().map(Broker::address).collect(Collectors.joining(","));
    }

    /** Where the brokers listen for TLS with the user {@link #USER}. */
    public String secureAddresses() {
        return brokers.stream().map(Broker::secureAddress).collect(Collectors.joining(","));
    }

    /** The certificate of all brokers, in PEM. */
    public Path certificate() {
        return brokers.get(0).certificate();
    }

    /** A certificate for localhost that no broker has, in PEM. The directory is there. */
    public static Path foreignCertificate(Path directory) throws IOException, InterruptedException {
        Broker.makeCertificate(directory);
        return directory.resolve("certificate.pem");
    }

    /** Makes a topic. A record counts as taken once all replicas but one have it. */
    public void topic(String name, int partitions, int replicas) throws Exception {
        topic(name, partitions, replicas, Map.of("min.insync.replicas", Integer.toString(Math.max(1, replicas - 1))));
    }

    /** Makes a topic that has these settings. */
    public void topic(String name, int partitions, int replicas, Map<String, String> settings) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) replicas).configs(settings))).all().get();
        }
    }

    /** Ends a broker at once, as a crash would. Its number counts from 0; 0 is the controller. */
    public void kill(int broker) throws InterruptedException {
        brokers.get(broker).kill();
    }

    /** Starts a broker again that was killed, with what it has stored, and waits until all brokers are there. */
    public void restart(int broker) throws IOException, InterruptedException {
        brokers.get(broker).restart();
        await(brokers.size());
    }

    @Override
    public void close() throws InterruptedException {
        for (Broker broker : brokers) {
            broker.kill();
        }
    }
}
