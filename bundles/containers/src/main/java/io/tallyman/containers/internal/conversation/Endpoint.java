package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.FragmentLimits;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.counters.CallStatistics;
import io.tallyman.containers.internal.inbox.Question;
import io.tallyman.containers.internal.sockets.SocketFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One socket of one runtime. It connects, connects again after a failure, and asks. It has two threads of its own: one
 * connects and asks the quick questions; the other lists and inspects, which may take as long as a container's start.
 * No other thread waits for these two.
 */
public final class Endpoint implements ContainerRuntime.RuntimeContext {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long STUCK_AFTER = 1_000 * MILLI;
    private static final long LASTING = 5_000 * MILLI;
    private static final int MOST_STUCK = 3;
    private static final int STACK = 512 * 1024;

    final ContainerRuntime runtime;
    final SocketFile socket;
    final Origin origin;
    /** The path of the socket for people. */
    final Path shown;
    private final Closeable handle;
    private final Timing timing;
    private final Audience audience;
    private final CallStatistics statistics;
    private final Thread keeper;
    private final Opening opening;
    private final List<Thread> inspectors = new ArrayList<>();
    private volatile Conversation conversation;
    private volatile RuntimeStatus.State state = RuntimeStatus.State.CONNECTING;
    private volatile String detail = "";
    private volatile long serial;
    private volatile boolean closed;
    private boolean hurried;
    /** Used by the thread that looks at sockets, and by no other. */
    private FileTime changed;

    /** Takes in what the daemon says. No method may block. */
    interface Audience {
        void told(Origin origin, List<ContainerFragment> fragments);

        void dropped(Origin origin, String id);

        /** @return a number greater than all before, for a connection that has just been made */
        long connected(Origin origin);

        void changed();
    }

    /** @param handle closed when this endpoint has ended */
    Endpoint(ContainerRuntime runtime, SocketFile socket, Authority authority, Path shown, Closeable handle,
            Timing timing, CallStatistics statistics, Audience audience) {
        this.runtime = runtime;
        this.shown = shown;
        this.handle = handle;
        this.socket = socket;
        this.changed = socket.changed();
        this.origin = new Origin(runtime.name(), authority);
        this.timing = timing;
        this.statistics = statistics;
        this.audience = audience;
        opening = new Opening(runtime, statistics, (suffix, work) -> daemon(suffix, work).start());
        keeper = daemon("", this::keep);
    }

    void start() {
        keeper.start();
    }

    @Override
    public Path socket() {
        return socket.path();
    }

    @Override
    public String cgroupRoot() {
        return origin.authority().cgroupRoot();
    }

    @Override
    public long callTimeoutMillis() {
        return timing.call();
    }

    RuntimeStatus status() {
        Conversation now = conversation;
        boolean listing = state == RuntimeStatus.State.CONNECTED && now != null && !now.hasListed();
        return new RuntimeStatus(origin.runtime(), shown, listing ? RuntimeStatus.State.CONNECTING : state, detail,
                statistics.answers(), statistics.failures(), statistics.medianMicros());
    }

    /** A connection is being made during the first attempt only: a later attempt comes after a failure. */
    Reachability reach() {
        Conversation now = conversation;
        boolean connecting = now != null ? !now.hasListed() : state == RuntimeStatus.State.CONNECTING;
        return new Reachability(now != null ? Reachability.State.CONNECTED : Reachability.State.TRYING,
                connecting && !closed, serial);
    }

    SocketReport report() {
        return new SocketReport(origin.runtime(), shown, conversation != null, detail);
    }

    /** @return false where no daemon is connected */
    boolean ask(Question question) {
        Conversation now = conversation;
        return now != null && now.ask(question);
    }

    /** Has the daemon list all its containers again. */
    public void listAgain() {
        Conversation now = conversation;
        if (now != null) {
            now.list();
        }
    }

    /** The socket has been looked at. If its time of change is another, another daemon may have made it. */
    void seen(SocketFile now) {
        if (now.changed().equals(changed)) {
            return;
        }
        changed = now.changed();
        Conversation talk = conversation;
        if (talk != null) {
            talk.probe();
        } else {
            hurry();
        }
    }

    /** Ends a wait between two attempts. */
    public synchronized void hurry() {
        hurried = true;
        notifyAll();
    }

    /** Ends calls that take too long. To be called again and again. */
    public void watch() {
        long limit = timing.call() * MILLI;
        opening.expire(limit);
        Conversation now = conversation;
        if (now != null) {
            now.expire(limit);
        }
    }

    /** Whether a call is under way, which {@link #watch} has to end in time. */
    public boolean isAsking() {
        Conversation now = conversation;
        return opening.isUnderWay() || now != null && now.isAsking();
    }

    /** Whether a call goes on although it was interrupted. Then this endpoint cannot be used any more. */
    boolean isStuck() {
        long limit = timing.call() * MILLI + STUCK_AFTER;
        Conversation now = conversation;
        return opening.isStuck(limit) || now != null && now.isStuck(limit);
    }

    boolean isAlive() {
        return keeper.isAlive();
    }

    /** Ends everything; returns at once. */
    public void close() {
        closed = true;
        Conversation now = conversation;
        if (now != null) {
            now.end("closed");
        }
        opening.expire(0);
        hurry();
    }

    /** Waits until the threads have ended: the classes of their bundle are about to go. */
    public void join(long millis) throws InterruptedException {
        keeper.join(millis);
    }

    private void keep() {
        try (handle) {
            connectAgainAndAgain();
        } catch (IOException e) {
            statistics.failed("close");
        }
    }

    private void connectAgainAndAgain() {
        long backoff = timing.firstBackoff();
        while (!closed) {
            long began = System.nanoTime();
            String failure = converse();
            if (!closed) {
                boolean lasted = conversationLasted(began);
                fail(failure);
                backoff = lasted ? timing.firstBackoff() : Math.min(backoff * 2, timing.lastBackoff());
                pause(backoff);
            }
        }
    }

    private boolean conversationLasted(long began) {
        return state == RuntimeStatus.State.CONNECTED && System.nanoTime() - began > LASTING;
    }

    private void fail(String failure) {
        boolean news = state != RuntimeStatus.State.FAILING || !failure.equals(detail);
        detail = failure;
        state = RuntimeStatus.State.FAILING;
        if (news) {
            audience.changed();
        }
    }

    /** Makes one connection and uses it until it ends. Returns why it ended. */
    private String converse() {
        inspectors.removeIf(thread -> !thread.isAlive());
        if (inspectors.size() >= MOST_STUCK) {
            return MOST_STUCK + " calls do not end";
        }
        RuntimeConnection connection = null;
        Conversation made = null;
        try {
            connection = opening.connect(this);
            String version = opening.version(connection);
            made = new Conversation(this, connection, statistics, audience);
            opening.subscribe(connection, made);
            serial = audience.connected(origin);
            conversation = made;
            detail = version;
            state = RuntimeStatus.State.CONNECTED;
            Thread inspector = daemon("-inspect", made::inspect);
            inspectors.add(inspector);
            made.list();
            inspector.start();
            audience.changed();
            if (closed) {
                made.end("closed");
            }
            return made.answer();
        } catch (TimeoutException e) {
            statistics.failed("timeout");
            return "no answer within " + timing.call() + " ms";
        } catch (Exception | LinkageError e) {
            statistics.failed("connect");
            return FragmentLimits.reason(e);
        } finally {
            conversation = null;
            if (made != null) {
                made.end("connection lost");
            }
            opening.closeAside(connection);
        }
    }

    private synchronized void pause(long millis) {
        long from = System.nanoTime();
        long until = from + millis * MILLI;
        long atLeast = from + Math.min(millis, timing.firstBackoff()) * MILLI;
        hurried = false;
        try {
            for (long now = from; !closed && now - (hurried ? atLeast : until) < 0; now = System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, (hurried ? atLeast : until) - now);
            }
        } catch (InterruptedException e) {
            // a call was interrupted when it had just returned: the pause ends early, which does no harm
            return;
        }
    }

    private Thread daemon(String suffix, Runnable work) {
        Thread thread = new Thread(null, work, "tallyman-" + origin.runtime() + suffix, STACK);
        thread.setDaemon(true);
        return thread;
    }
}
