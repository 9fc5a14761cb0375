package io.tallyman.output.otlp.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server that breaks as a test wants: each connection passes so many bytes, then it is reset. */
final class FaultyNetwork implements Closeable {
    static final int ALL = Integer.MAX_VALUE;

    private final int server;
    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int there = ALL;
    private final AtomicInteger faults = new AtomicInteger();

    /** @param server the port on this machine that connections lead to */
    FaultyNetwork(int server) throws IOException {
        this.server = server;
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How many connections there have been. */
    int connections() {
        return connections.get();
    }

    /** The next connections, so many of them, break after these bytes; later ones pass everything. */
    void fail(int next, int bytes) {
        there = bytes;
        faults.set(next);
    }

    /** Resets all connections that there are. */
    void cut() {
        for (Socket each : open) {
            reset(each);
        }
        open.clear();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "faulty-network");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                open.addAll(List.of(client, behind));
                connections.incrementAndGet();
                boolean faulty = faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                int limit = faulty ? there : ALL;
                start(() -> copy(client, behind, limit));
                start(() -> copy(behind, client, ALL));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void copy(Socket from, Socket to, int limit) {
        byte[] bytes = new byte[4096];
        int left = limit;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count; left > 0 && (count = in.read(bytes, 0, Math.min(left, bytes.length))) > 0;) {
                out.write(bytes, 0, count);
                left -= limit == ALL ? 0 : count;
            }
            if (left > 0) {
                to.shutdownOutput();
                return;
            }
        } catch (IOException e) {
            // the other half has ended
        }
        reset(from);
        reset(to);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it is closed already
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
