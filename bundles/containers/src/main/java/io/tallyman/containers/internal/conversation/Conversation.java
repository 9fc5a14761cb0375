package io.tallyman.containers.internal.conversation;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.containers.internal.authority.FragmentLimits;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.counters.CallStatistics;
import io.tallyman.containers.internal.inbox.Question;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** What is said over one connection, from its subscription to its end. */
final class Conversation implements RuntimeConnection.Listener {
    private static final int MOST_LISTED = 16_384;

    private final Origin origin;
    private final Endpoint.Audience audience;
    private final CallStatistics statistics;
    private final RequestQueue quick;
    private final RequestQueue full;
    private volatile boolean listed;
    private volatile boolean ended;

    Conversation(Endpoint endpoint, RuntimeConnection connection, CallStatistics statistics,
            Endpoint.Audience audience) {
        this.origin = endpoint.origin;
        this.audience = audience;
        this.statistics = statistics;
        quick = new RequestQueue(connection, statistics, true);
        full = new RequestQueue(connection, statistics, false);
    }

    /** Asks what is quick, on this thread, until the end. Returns why it ended. */
    String answer() {
        return quick.work();
    }

    /** Lists and inspects, on this thread, until the end. */
    void inspect() {
        end(full.work());
    }

    boolean ask(Question question) {
        boolean accepted = (question.full() ? full : quick).offer(job(connection -> question.answer(origin,
                FragmentLimits.apply(question.full() ? connection.inspect(question.id())
                        : connection.quick(question.id()))), reason -> question.fail(origin, reason)));
        if (!accepted && !ended) {
            statistics.failed("overload");
        }
        return accepted;
    }

    void list() {
        full.offer(job(connection -> {
            tell(connection.list());
            if (!listed) {
                listed = true;
                audience.changed();
            }
        }, reason -> end("list: " + reason)));
    }

    /** Containers that were there before are known. */
    boolean hasListed() {
        return listed;
    }

    /** Ends the conversation unless the daemon is still there. */
    void probe() {
        quick.offer(job(RuntimeConnection::version, this::end));
    }

    void expire(long longerThanNanos) {
        quick.guard.expire(longerThanNanos);
        full.guard.expire(longerThanNanos);
    }

    boolean isAsking() {
        return quick.guard.isUnderWay() || full.guard.isUnderWay();
    }

    boolean isStuck(long longerThanNanos) {
        if (full.guard.isStuck(longerThanNanos)) {
            end("hangs: a call does not end");
        }
        return quick.guard.isStuck(longerThanNanos);
    }

    void end(String reason) {
        ended = true;
        quick.close(reason);
        full.close(reason);
    }

    @Override
    public void known(ContainerFragment fragment) {
        ContainerFragment limited = FragmentLimits.apply(fragment);
        if (limited != null && !ended) {
            audience.told(origin, List.of(limited));
        }
    }

    @Override
    public void removed(String id) {
        if (id != null && !ended) {
            audience.dropped(origin, FragmentLimits.cut(id, FragmentLimits.MEMBER));
        }
    }

    @Override
    public void broken(Throwable why) {
        if (!ended) {
            statistics.failed("broken");
            end(why == null ? "the event stream has ended" : FragmentLimits.reason(why));
        }
    }

    private void tell(List<ContainerFragment> listed) {
        List<ContainerFragment> limited = new ArrayList<>();
        for (ContainerFragment fragment : listed) {
            ContainerFragment kept = limited.size() < MOST_LISTED ? FragmentLimits.apply(fragment) : null;
            if (kept != null) {
                limited.add(kept);
            }
        }
        audience.told(origin, limited);
    }

    /** What a job does with the connection. */
    private interface Call {
        void on(RuntimeConnection connection) throws IOException, InterruptedException;
    }

    private static Request job(Call call, Consumer<String> failed) {
        Objects.requireNonNull(call);
        return new Request() {
            @Override
            public void run(RuntimeConnection connection) throws IOException, InterruptedException {
                call.on(connection);
            }

            @Override
            public void fail(String reason) {
                failed.accept(reason);
            }
        };
    }
}
