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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One connection in use, from the subscription to its events until its end. */
final class Conversation implements RuntimeConnection.Listener {
    private static final int MOST_LISTED = 16_384;
    private static final int PART = 16;

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

    /** Asks the quick questions on this thread until the conversation ends. Returns why it ended. */
    String answer() {
        return quick.work();
    }

    /** Lists and inspects containers on this thread until the conversation ends. */
    void inspect() {
        end(full.work());
    }

    boolean ask(Question question) {
        // a call that hangs has failed already when its answer comes after all
        AtomicBoolean replied = new AtomicBoolean();
        boolean accepted = (question.full() ? full : quick).offer(job(connection -> {
            ContainerFragment told = FragmentLimits.apply(question.full() ? connection.inspect(question.id())
                    : connection.quick(question.id()));
            if (!replied.getAndSet(true)) {
                question.answer(origin, told);
            }
        }, reason -> {
            if (!replied.getAndSet(true)) {
                question.fail(origin, reason);
            }
        }));
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

    /** Whether the daemon has told the containers that existed before the connection. */
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
        if (full.failIfStuck(longerThanNanos)) {
            end("hangs: a call does not end");
        }
        return quick.failIfStuck(longerThanNanos);
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

    /** Tells a long list in parts, so that what there is no room for is a part of the list and not the whole. */
    private void tell(List<ContainerFragment> listed) {
        List<ContainerFragment> part = new ArrayList<>();
        for (ContainerFragment fragment : listed.subList(0, Math.min(listed.size(), MOST_LISTED))) {
            ContainerFragment kept = FragmentLimits.apply(fragment);
            if (kept != null) {
                part.add(kept);
            }
            if (part.size() == PART) {
                audience.told(origin, List.copyOf(part));
                part.clear();
            }
        }
        audience.told(origin, List.copyOf(part));
    }

    /** What a request does with the connection. */
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
