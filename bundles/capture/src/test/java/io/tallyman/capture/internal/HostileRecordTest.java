package io.tallyman.capture.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.Node;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.record.RecordSlots;
import io.tallyman.api.source.RecordClock;
import io.tallyman.engine.internal.record.Origin;
import io.tallyman.engine.internal.record.RecordView;
import io.tallyman.filter.internal.FilterCompilerService;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.printer.table.internal.TablePrinterFactory;
import io.tallyman.printer.table.internal.WideTablePrinterFactory;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.RecordBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Records of every event with random damage. What the check of a capture lets through is read by the engine's own view,
 * all printers and filters on every argument. The record fills its buffer, so that a read outside the record throws.
 */
class HostileRecordTest {
    private static final int RECORDS_PER_EVENT = 211;
    private static final FilterCompilerService FILTERS = new FilterCompilerService();

    private final SplittableRandom random = new SplittableRandom(19);
    private final List<Printer> printers = List.of(printer(new JsonPrinterFactory()),
            printer(new JsonPrinterFactory(), "decode", "true"), printer(new TablePrinterFactory()),
            printer(new WideTablePrinterFactory()));
    private final LineBuffer out = new LineBuffer(4096);
    private final Container container = Containers.complete(3);
    private final RecordView view = new RecordView(new Origin(new RecordClock(0), Node.NONE));
    private int sound;
    private int refused;
    private int paths;
    private int execs;

    private static Printer printer(PrinterFactory factory, String... options) {
        return factory.create(FakeContext.of(factory, options));
    }

    @Test
    void shouldReadNothingOutsideOfARecordThatPassesTheCheck() throws FilterException {
        for (EventType type : Catalogue.builtIn().all()) {
            List<EventFilter> filters = filters(type);
            for (int i = 0; i < RECORDS_PER_EVENT; i++) {
                read(damaged(record(type)), filters);
            }
        }
        assertTrue(sound > 10_000 && refused > 10_000 && paths > 1_000 && execs > 1_000,
                sound + " sound, " + refused + " refused, " + paths + " paths and " + execs + " execs shown");
    }

    private static List<EventFilter> filters(EventType type) throws FilterException {
        List<EventFilter> filters = new ArrayList<>();
        for (Field field : type.fields()) {
            String value = field.kind().isVariable() ? "=*a*" : "=1";
            filters.add(FILTERS.compile(List.of(type.name() + ".args." + field.name() + value)));
        }
        return filters;
    }

    private byte[] record(EventType type) {
        RecordBuilder record = RecordBuilder.of(type.name());
        RecordSlots slots = RecordSlots.of(type);
        if (random.nextBoolean()) {
            String[] names = new String[slots.limit() - slots.arguments()];
            Arrays.setAll(names, i -> random.nextInt(4) == 0 ? null : "/srv/" + i);
            record.paths(names);
        }
        for (Field field : type.fields()) {
            if (field.kind().isVariable()) {
                byte[] value = new byte[random.nextInt(40)];
                random.nextBytes(value);
                record.bytes(field.name(), value);
            } else {
                record.number(field.name(), random.nextLong());
            }
        }
        if (random.nextBoolean()) {
            record.exec(random.nextInt(), random.nextLong(), "e".repeat(random.nextInt(RecordLayout.MAX_EXEC_ID + 2)));
        }
        return record.bytes();
    }

    /** Overwrites up to three slots or bytes, and cuts the record somewhere now and then. */
    private byte[] damaged(byte[] record) {
        ByteBuffer bytes = ByteBuffer.wrap(record).order(RecordLayout.ORDER);
        int slots = record[RecordLayout.ARGS] & 0xff;
        for (int i = random.nextInt(4); i > 0; i--) {
            int slot = random.nextInt(slots + 1);
            if (random.nextInt(3) == 0 || slot == slots) {
                record[random.nextInt(RecordLayout.FLAGS, record.length)] = (byte) random.nextInt(256);
            } else if (random.nextBoolean()) {
                bytes.putLong(RecordLayout.slot(slot), random.nextLong());
            } else {
                bytes.putLong(RecordLayout.slot(slot), RecordLayout.varSlot(random.nextInt(record.length + 9),
                        random.nextInt(record.length), random.nextInt(4)));
            }
        }
        if (random.nextInt(4) == 0) {
            record[RecordLayout.ARGS] = (byte) random.nextInt(20);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(record, random.nextInt(record.length)) : record;
    }

    private void read(byte[] record, List<EventFilter> filters) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(record.length).order(RecordLayout.ORDER).put(0, record);
        if (!RecordCheck.isSound(buffer, 0, record.length)) {
            refused++;
            return;
        }
        sound++;
        view.wrap(buffer, 0, record.length, container);
        if (view.execId() != null) {
            execs++;
        }
        for (Printer printer : printers) {
            printer.print(view, out);
            out.clear();
        }
        for (EventFilter filter : filters) {
            filter.test(view);
        }
        readPaths(view);
    }

    private void readPaths(EventView event) {
        for (int arg = 0; arg <= event.type().fields().size(); arg++) {
            int path = event.pathOf(arg);
            if (path >= 0 && !event.isNull(path)) {
                event.text(path);
                paths++;
            }
        }
    }
}
