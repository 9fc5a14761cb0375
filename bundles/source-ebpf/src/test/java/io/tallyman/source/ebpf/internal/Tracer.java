package io.tallyman.source.ebpf.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.LossCounter;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.engine.early.EarlyPlan;
import io.tallyman.engine.early.Subscriber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An open session, and a helper process to do what should be seen. */
final class Tracer implements AutoCloseable {
    static final Path HELPER = compile();
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    final EbpfSession session;
    final List<Seen> seen = new ArrayList<>();
    final Map<String, List<Long>> said = new HashMap<>();
    long delivered;

    Tracer(int ringBytes, boolean self, String... events) throws Exception {
        this(new SourceOptions(ringBytes, self), events);
    }

    Tracer(SourceOptions options, String... events) throws Exception {
        session = (EbpfSession) new EbpfSource(Map.of()).open(options);
        watch(ids(events));
        session.openGate();
    }

    static Tracer of(String... events) throws Exception {
        return new Tracer(SourceOptions.DEFAULT_BUFFER, false, events);
    }

    /** Wants these events from now on, and no others. */
    void watch(BitSet ids) throws Exception {
        BitSet both = session.plan().events();
        both.or(ids);
        session.prepare(both);
        session.events(ids);
        session.prepare(ids);
    }

    /** These are the subscribers from now on. */
    void subscribe(Subscriber... subscribers) throws Exception {
        EarlyPlan next = session.plan().next(List.of(subscribers));
        session.prepare(next.events());
        session.publish(next);
    }

    static BitSet ids(String... events) {
        BitSet ids = new BitSet();
        for (String event : events) {
            ids.set(Catalogue.builtIn().byName(event).id());
        }
        return ids;
    }

    private static Path compile() {
        try {
            Path binary = Files.createTempDirectory("tallyman-helper").resolve("tm-helper");
            Process compiler = new ProcessBuilder("clang", "-O1", "-w", "-pthread", "-o", binary.toString(),
                    "src/test/c/helper.c").inheritIO().start();
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("the helper cannot be compiled");
            }
            binary.getParent().toFile().deleteOnExit();
            binary.toFile().deleteOnExit();
            return binary;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs the helper; see its source for the commands. Returns its host pid. */
    int help(String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(HELPER.toString()));
        line.addAll(List.of(command));
        return run(line.toArray(String[]::new));
    }

    /** Runs a command, reads its "name number" lines, and all records up to its end. */
    int run(String... command) throws Exception {
        said.clear();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        hear(new String(process.getInputStream().readAllBytes()));
        process.waitFor();
        int pid = (int) process.pid();
        drain();
        return pid;
    }

    /** As {@link #help}, reading all the while, and keeping only what the helper's children did. */
    int helpWithChildren(String... command) throws Exception {
        said.clear();
        Path output = Files.createTempFile("tallyman-helper", ".txt");
        List<String> line = new ArrayList<>(List.of(HELPER.toString()));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectOutput(output.toFile()).start();
        int pid = (int) process.pid();
        boolean alive = true;
        int got = 1;
        while (alive || got > 0) {
            alive = process.isAlive();
            got = session.poll((ByteBuffer buffer, int offset, int length) -> {
                if (buffer.getInt(offset + RecordLayout.HOST_PPID) == pid) {
                    seen.add(Seen.of(buffer, offset));
                }
            });
        }
        hear(Files.readString(output));
        Files.delete(output);
        return pid;
    }

    private void hear(String output) {
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ");
            if (words.length == 2 && words[1].matches("-?[0-9]+")) {
                said.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Long.valueOf(words[1]));
            }
        }
    }

    /** Every record that was committed before now: what is there, up to the first moment that nothing is. */
    void drain() {
        long end = System.nanoTime() + PATIENCE;
        int empty = 0;
        while (empty < 2 && System.nanoTime() < end) {
            empty = pollOnce() == 0 ? empty + 1 : 0;
        }
    }

    int pollOnce() {
        int got = session.poll((ByteBuffer buffer, int offset, int length, long subscribers) ->
                seen.add(Seen.of(buffer, offset, length, subscribers)));
        delivered += got;
        return got;
    }

    /** Waits as the engine does, until a record matches. */
    Seen await(Predicate<Seen> wanted) {
        long end = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < end) {
            if (pollOnce() == 0) {
                session.await(TimeUnit.SECONDS.toNanos(1));
            }
            for (Seen one : seen) {
                if (wanted.test(one)) {
                    return one;
                }
            }
        }
        throw new AssertionError("no such event among " + seen.size());
    }

    List<Seen> all(String event, Predicate<Seen> wanted) {
        return seen.stream().filter(one -> one.name().equals(event) && wanted.test(one)).toList();
    }

    /** The one that there must be. */
    Seen only(String event, Predicate<Seen> wanted) {
        List<Seen> found = all(event, wanted);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " " + event + ": " + found);
        }
        return found.get(0);
    }

    long withheld() {
        return session.withheld().stream().mapToLong(LossCounter::value).sum();
    }

    long lost() {
        return session.losses().stream().mapToLong(LossCounter::value).sum();
    }

    @Override
    public void close() {
        session.close();
    }
}
