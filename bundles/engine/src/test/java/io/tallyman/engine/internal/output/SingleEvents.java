package io.tallyman.engine.internal.output;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.EventDestination;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A printer of blocks with a first and a last line, and a destination that takes each event by itself. */
final class SingleEvents {
    final List<String> written = new ArrayList<>();
    boolean trouble;

    /** Its printer writes each event by itself. */
    boolean atOnce = true;
    int closed;

    final PrinterFactory printer = new PrinterFactory() {
        @Override
        public String name() {
            return "blocks";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of();
        }

        @Override
        public Printer create(Context context) {
            return new Blocks();
        }
    };

    final DestinationFactory destination = new DestinationFactory() {
        @Override
        public String name() {
            return "single";
        }

        @Override
        public List<OptionSpec> options() {
            return List.of();
        }

        @Override
        public Destination open(Map<String, String> options) {
            return new Single();
        }
    };

    private final class Blocks implements Printer {
        @Override
        public boolean writesEachEvent() {
            return atOnce;
        }

        @Override
        public void begin(LineBuffer out) {
            out.ascii("first");
        }

        @Override
        public void print(EventView event, LineBuffer out) {
            out.ascii("event");
        }

        @Override
        public void endBlock(LineBuffer out) {
            out.ascii(";\n");
        }

        @Override
        public void end(LineBuffer out) {
            out.ascii("last");
        }
    }

    private final class Single implements EventDestination {
        @Override
        public void beginEvent(EventView event, LineBuffer out) {
            out.ascii("<").ascii(event.type().name()).ascii("|");
        }

        @Override
        public void endEvent(LineBuffer out, int start) {
            if (trouble) {
                throw new IllegalStateException("trouble");
            }
            out.ascii(">").decimal(out.length() - start);
        }

        @Override
        public void write(byte[] bytes, int from, int count, int events) {
            written.add(events + ": " + new String(bytes, from, count, StandardCharsets.US_ASCII));
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
