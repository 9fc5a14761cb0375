package io.tallyman.output.kafka.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A cluster for tests that do not have Kafka's classes.
 * <ul>
 * <li>{@code serve DIRECTORY BROKERS TOPIC...} serves until its input ends, and says where. The line {@code leave} kills the
 * first broker, and {@code return} starts that broker again. Each line is said back once this is done.
 * <li>{@code print ADDRESSES TOPIC} prints key and value of each record.
 * </ul>
 */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        if (args[0].equals("serve")) {
            serve(args, out);
        } else {
            Topic.read(args[1], args[2], each -> out.println(
                    new String(each.key(), StandardCharsets.UTF_8) + "\t" + Topic.text(each)));
        }
        out.flush();
    }

    private static void serve(String[] args, PrintStream out) throws Exception {
        try (Cluster cluster = Cluster.start(Integer.parseInt(args[2]), Path.of(args[1]))) {
            for (int i = 3; i < args.length; i++) {
                cluster.topic(args[i], 5, 1);
            }
            out.println(cluster.addresses() + " " + cluster.secureAddresses() + " " + cluster.certificate());
            out.flush();
            obey(cluster, out);
        }
    }

    /** Whoever started this keeps the other end open. */
    private static void obey(Cluster cluster, PrintStream out) throws IOException, InterruptedException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("leave")) {
                cluster.kill(0);
            } else {
                cluster.restart(0);
            }
            out.println(line);
            out.flush();
        }
    }
}
