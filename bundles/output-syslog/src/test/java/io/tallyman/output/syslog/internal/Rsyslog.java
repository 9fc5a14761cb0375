package io.tallyman.output.syslog.internal;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's rsyslogd with a configuration of its own. It listens everywhere that a test asks for and writes one file. */
final class Rsyslog implements AutoCloseable {
    private final Path dir;
    private final int plainPort;
    private final int tlsPort;
    private Process process;

    /** Makes the files; {@link #start} runs the daemon. */
    Rsyslog(Path dir) throws Exception {
        this.dir = dir;
        try (ServerSocket plain = new ServerSocket(0); ServerSocket tls = new ServerSocket(0);
                DatagramSocket udp = new DatagramSocket(plain.getLocalPort(), InetAddress.getLoopbackAddress())) {
            plainPort = udp.getLocalPort();
            tlsPort = tls.getLocalPort();
        }
        certificate("own");
        certificate("foreign");
    }

    /** Of RSA: no other test reads such a key. */
    private void certificate(String name) throws Exception {
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", file(name + "-key"), "-out", file(name));
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    String file(String name) {
        return dir.resolve(name).toString();
    }

    String address(String scheme) {
        return switch (scheme) {
            case "unix" -> "unix:" + file("log");
            case "tls" -> "tls:localhost:" + tlsPort;
            default -> scheme + ":127.0.0.1:" + plainPort;
        };
    }

    void start() throws Exception {
        Files.writeString(dir.resolve("conf"), """
                global(workDirectory="DIR" maxMessageSize="300k" defaultNetstreamDriverCAFile="DIR/own"
                    defaultNetstreamDriverCertFile="DIR/own" defaultNetstreamDriverKeyFile="DIR/own-key")
                module(load="imtcp" StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/certvalid")
                module(load="imptcp")
                module(load="imudp")
                module(load="imuxsock" SysSock.Use="off")
                template(name="t" type="string" string="%pri% %app-name% %procid% %hostname% %msg%\\n")
                ruleset(name="r") { action(type="omfile" file="DIR/out" template="t") }
                input(type="imtcp" port="TLS" address="127.0.0.1" ruleset="r")
                input(type="imptcp" port="PLAIN" address="127.0.0.1" ruleset="r")
                input(type="imudp" port="PLAIN" address="127.0.0.1" ruleset="r")
                input(type="imuxsock" Socket="DIR/log" ruleset="r" RateLimit.Interval="0")
                """.replace("DIR", dir.toString()).replace("TLS", "" + tlsPort).replace("PLAIN", "" + plainPort));
        process = new ProcessBuilder("rsyslogd", "-n", "-f", file("conf"), "-i", file("pid"))
                .redirectErrorStream(true).redirectOutput(dir.resolve("said").toFile()).start();
        // the daemon opens its sockets one after the other, and the Unix socket last
        await("rsyslogd did not start", () -> Files.exists(dir.resolve("log")) && Files.exists(dir.resolve("pid"))
                && isListening());
    }

    private boolean isListening() {
        try {
            new java.net.Socket(InetAddress.getLoopbackAddress(), tlsPort).close();
            new java.net.Socket(InetAddress.getLoopbackAddress(), plainPort).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    private void await(String otherwise, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
                throw new AssertionError(otherwise + ": " + Files.readString(dir.resolve("said")));
            }
            Thread.sleep(5);
        }
    }

    /** What the daemon has written, once it has written that many lines. */
    List<String> lines(int count) throws Exception {
        Path out = dir.resolve("out");
        await("no " + count + " lines", () -> Files.exists(out) && Files.readAllLines(out).size() >= count);
        return Files.readAllLines(out);
    }

    void stop() throws Exception {
        process.destroy();
        process.waitFor();
        Files.deleteIfExists(dir.resolve("log"));
        Files.deleteIfExists(dir.resolve("pid"));
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            stop();
        }
    }
}
