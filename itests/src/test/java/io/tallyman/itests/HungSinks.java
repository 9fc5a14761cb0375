package io.tallyman.itests;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Where an output may write to and gets stuck: nobody answers, nobody reads, no room is left. */
final class HungSinks implements Closeable {
    private final ServerSocket mute;
    private final Path pipe;
    private final RandomAccessFile reader;
    private final Path disk;

    HungSinks(Path directory) throws IOException, InterruptedException {
        // connections are completed by the kernel; nobody ever accepts, reads or answers
        mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        pipe = directory.resolve("unread");
        Commands.run("mkfifo", pipe.toString());
        reader = new RandomAccessFile(pipe.toFile(), "rw");
        disk = Files.createDirectory(directory.resolve("disk"));
        Commands.run("mount", "-t", "tmpfs", "-o", "size=64k", "tallyman-test", disk.toString());
    }

    /** By name, the keys of outputs that lose and count what does not go out. */
    Map<String, Map<String, String>> outputs() {
        int port = mute.getLocalPort();
        Map<String, Map<String, String>> outputs = new TreeMap<>();
        outputs.put("webhook", drop("destination", "webhook", "url", "http://127.0.0.1:" + port + "/"));
        outputs.put("socket", drop("destination", "socket", "address", "tcp:127.0.0.1:" + port));
        outputs.put("pipe", drop("destination", "file", "path", pipe.toString()));
        outputs.put("disk", drop("destination", "file", "path", disk.resolve("full").toString()));
        return outputs;
    }

    private static Map<String, String> drop(String... keysAndValues) {
        Map<String, String> wanted = new HashMap<>(Map.of("printer", "json", "events", "openat", "scope", "comm=calls",
                "when-full", "drop", "queue", "1M"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            wanted.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return wanted;
    }

    @Override
    public void close() throws IOException {
        mute.close();
        reader.close();
        try {
            Commands.run("umount", "-l", disk.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
