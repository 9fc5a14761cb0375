package io.tallyman.shell.internal;

import io.tallyman.engine.Engine;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a service manager such as systemd is told: that events flow, that the reader lives, and that the process ends.
 * Without a manager nothing is told. Thread-safe.
 */
final class ServiceManager {
    private static final System.Logger LOG = System.getLogger("io.tallyman.shell");

    private final NotifySocket socket;
    private final Duration watchdog;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** @param environment NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, sd_notify(3) and sd_watchdog_enabled(3) */
    ServiceManager(Map<String, String> environment) {
        socket = NotifySocket.of(environment);
        watchdog = watchdog(environment);
    }

    /** After this time without a sign of life the manager ends the process; zero where nobody watches. */
    private static Duration watchdog(Map<String, String> environment) {
        String process = environment.getOrDefault("WATCHDOG_PID", "");
        if (!process.isEmpty() && !process.equals(String.valueOf(ProcessHandle.current().pid()))) {
            return Duration.ZERO;
        }
        try {
            return Duration.of(Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0")),
                    ChronoUnit.MICROS);
        } catch (NumberFormatException e) {
            LOG.log(System.Logger.Level.WARNING, "WATCHDOG_USEC is no number: nobody is told that the reader lives");
            return Duration.ZERO;
        }
    }

    boolean isThere() {
        return socket.isNamed();
    }

    /** Events flow. From now on the manager hears that the reader lives, as often as the manager wants to. */
    synchronized void ready(Engine engine, String status) {
        if (stopping.getCount() == 0) {
            return;
        }
        socket.send("READY=1", "STATUS=" + status);
        if (isThere() && !watchdog.isZero()) {
            Thread thread = new Thread(null, () -> watch(engine), "tallyman-watchdog", 256 * 1024);
            thread.setDaemon(true);
            thread.start();
        }
    }

    synchronized void stopping() {
        stopping.countDown();
        socket.send("STOPPING=1", "STATUS=writing what is left");
    }

    /**
     * Asks twice within the manager's time. A reader that needs longer than the half is given the rest of the time, and
     * one that gives no answer then is what the watchdog is for.
     */
    private void watch(Engine engine) {
        Duration half = watchdog.dividedBy(2);
        boolean answered = true;
        try {
            do {
                boolean answers = engine.isReading(half);
                if (answers) {
                    socket.send("WATCHDOG=1");
                } else if (answered) {
                    LOG.log(System.Logger.Level.WARNING, "the reader gives no answer,"
                            + " so the service manager gets no sign of life");
                }
                answered = answers;
            } while (!stopping.await(half.toMillis() / 2, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
