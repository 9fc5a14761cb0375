package io.tallyman.output.otlp.internal;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A collector that answers as a test has told it to, and else takes everything. */
abstract class ScriptedCollector implements Closeable {
    static final String TOKEN = "authorization";
    static final String TEAM = "x-team";

    /** What one request brought: the records' numbers, the compression, and two headers. */
    record Received(List<Long> numbers, String encoding, String token, String team) {
    }

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    /** Counts down when a request has come that is never answered. */
    final CountDownLatch hanging = new CountDownLatch(1);
    /** What cuts the connection behind half an answer. */
    Runnable cut = () -> { };
    final CountDownLatch over = new CountDownLatch(1);

    /** How requests come. */
    enum Way {
        GRPC, HTTP
    }

    /** @param certificates with {@code own} and {@code own-key}, where TLS is wanted and a certificate demanded; or null */
    static ScriptedCollector open(Way way, Path certificates) throws Exception {
        return way == Way.GRPC ? new GrpcCollector(certificates) : new HttpCollector(certificates);
    }

    abstract int port();

    void script(Answer... next) {
        answers.addAll(List.of(next));
    }

    /** Keeps what came. */
    Answer take(ExportLogsServiceRequest request, String encoding, String token, String team) {
        received.add(new Received(Blocks.numbers(request).toList(), encoding, token, team));
        Answer answer = answers.poll();
        return answer == null ? Answer.taken(0) : answer;
    }

    List<Received> received() {
        return received;
    }

    /** The numbers of all records, in the order in which they came. */
    List<Long> numbers() {
        return received.stream().flatMap(each -> each.numbers().stream()).toList();
    }
}
