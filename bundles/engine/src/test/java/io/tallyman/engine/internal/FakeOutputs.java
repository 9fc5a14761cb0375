package io.tallyman.engine.internal;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A printer of short lines and a destination that keeps them, may be held up, and may refuse. */
public final class FakeOutputs {
    public final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    /** A write takes one permit; a test that holds it up drains them. */
    public final Semaphore writes = new Semaphore(1_000_003);
    public volatile IOException trouble;
    public volatile int closed;
    public final AtomicInteger flushes = new AtomicInteger();
    public volatile boolean blocks;
    public volatile Metadata shown = Metadata.NAME;
    /** What the printer wants where a session is asked for no event. Asked for once, when the printer is added. */
    public volatile List<String> wanted = List.of();
    /** The printer keeps all that it sees to itself. */
    public volatile boolean silent;

    public final PrinterFactory printer = printerNamed("short");

    /** The same printer under another name. */
    public PrinterFactory printerNamed(String name) {
        return new ShortLines(name);
    }

    private final class ShortLines implements PrinterFactory {
        private final String name;

        private ShortLines(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<OptionSpec> options() {
            return List.of(new OptionSpec("colour", OptionSpec.Type.BOOLEAN, "false", List.of(), "Whether."));
        }

        @Override
        public List<String> events() {
            return wanted;
        }

        @Override
        public Printer create(Context context) {
            Metadata needs = shown;
            return new Printer() {
                @Override
                public Metadata needs() {
                    return needs;
                }

                @Override
                public void print(EventView event, LineBuffer out) {
                    if (!silent) {
                        put(event, out);
                    }
                }
            };
        }
    }

    public final DestinationFactory destination = new DestinationFactory() {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of();
        }

        @Override
        public Destination open(Map<String, String> options) {
            return new Memory();
        }

        @Override
        public boolean blocksByDefault() {
            return blocks;
        }
    };

    private static void put(EventView event, LineBuffer out) {
        if (event.comm().equals("poison")) {
            throw new IllegalStateException("poison");
        }
        String name = event.container() == null ? "host" : event.container().id() + "/" + event.container().name();
        StringBuilder args = new StringBuilder();
        for (int i = 0; i < event.argCount() && event.type().isDerived(); i++) {
            args.append(i == 0 ? " " : ",").append(
                    event.type().fields().get(i).kind().isVariable() ? event.text(i) : event.number(i));
        }
        out.ascii(event.type().name() + " " + event.hostPid() + " " + name + args + "\n");
    }

    private final class Memory implements Destination {
        private volatile boolean writing;

        @Override
        public void write(byte[] bytes, int from, int count, int events) throws IOException {
            writing = true;
            try {
                writes.acquire();
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                writing = false;
            }
            if (trouble != null) {
                throw trouble;
            }
            lines.addAll(List.of(new String(bytes, from, count, StandardCharsets.UTF_8).split("\n")));
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }

        @Override
        public void close() {
            closed++;
            if (writing) {
                writes.release(1);
            }
        }
    }
}
