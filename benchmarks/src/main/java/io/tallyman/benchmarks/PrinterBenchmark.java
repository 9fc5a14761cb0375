package io.tallyman.benchmarks;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.engine.internal.record.RecordViews;
import io.tallyman.testing.Containers;
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

/** One openat in each format, in blocks as outputs write them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PrinterBenchmark {
    private static final int BLOCK = 64 * 1024;

    @Param({"json", "json-flat", "ecs", "es-bulk", "ocsf", "otlp", "otlp-generated", "falco", "splunk-hec", "cef", "csv", "table"})
    private String format;

    private final RecordViews views = new RecordViews(RecordViews.openat(), 1);
    private final Container container = Containers.complete(17);
    private final LineBuffer block = new LineBuffer(BLOCK + 4096);
    private Printer printer;

    @Setup
    public void create() {
        printer = printer(format);
        LineBuffer thousand = new LineBuffer(BLOCK);
        for (int i = 0; i < 1000; i++) {
            printer.print(views.at(0, container), thousand);
        }
        printer.endBlock(thousand);
        System.out.println(format + ": " + (thousand.length() + 500) / 1000 + " bytes/event");
    }

    private static Printer printer(String format) {
        return format.equals("otlp-generated") ? new GeneratedOtlp() : FormatFactories.printer(format);
    }

    @Benchmark
    public int print() {
        if (block.length() >= BLOCK) {
            printer.endBlock(block);
            block.clear();
        }
        printer.print(views.at(0, container), block);
        return block.length();
    }
}
