package io.tallyman.benchmarks;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.engine.internal.record.RecordViews;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.printer.table.internal.TablePrinterFactory;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One openat as a line of JSON and of the table, in blocks as outputs write them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PrinterBenchmark {
    private static final int BLOCK = 64 * 1024;

    @Param({"json", "table"})
    private String format;

    private final RecordViews views = new RecordViews(RecordViews.openat(), 1);
    private final Container container = Containers.complete(17);
    private final LineBuffer block = new LineBuffer(BLOCK + 4096);
    private Printer printer;

    @Setup
    public void create() {
        PrinterFactory factory = format.equals("json") ? new JsonPrinterFactory() : new TablePrinterFactory();
        printer = factory.create(FakeContext.of(factory));
    }

    @Benchmark
    public int print() {
        if (block.length() >= BLOCK) {
            block.clear();
        }
        printer.print(views.at(0, container), block);
        return block.length();
    }
}
