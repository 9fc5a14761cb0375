package io.tallyman.benchmarks;

import com.github.luben.zstd.Zstd;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.engine.internal.record.RecordedEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * What an event costs in one format: bytes, and nanoseconds of processor time, on average over a recording.
 *
 * @param printed       bytes as printed
 * @param zipped        bytes when each block of 64 KiB is compressed by gzip
 * @param zstandard     bytes when each block is compressed by zstd
 * @param printNanos    to print
 * @param gzipNanos     to compress by gzip
 * @param zstdNanos     to compress by zstd
 */
record FormatCost(String format, double printed, double zipped, double zstandard, double printNanos, double gzipNanos,
        double zstdNanos) {
    private static final int BLOCK = 64 * 1024;
    private static final int LEVEL = 3;
    private static final long WARMING_NANOS = 700_000_000L;
    private static final long MEASURING_NANOS = 500_000_000L;

    /** Measures on this thread, some seconds long. */
    static FormatCost measure(String format, RecordedEvents events) {
        Printer printer = FormatFactories.printer(format);
        List<byte[]> blocks = new ArrayList<>();
        print(printer, events, blocks::add);
        Consumer<byte[]> nowhere = block -> { };
        double print = nanos(() -> print(printer, events, nowhere)) / events.count();
        double[] sizes = new double[2];
        double gzip = nanos(() -> sizes[0] = blocks.stream().mapToLong(FormatCost::gzip).sum()) / events.count();
        double zstd = nanos(() -> sizes[1] = blocks.stream().mapToLong(FormatCost::zstd).sum()) / events.count();
        double bytes = blocks.stream().mapToLong(block -> block.length).sum();
        return new FormatCost(format, bytes / events.count(), sizes[0] / events.count(), sizes[1] / events.count(), print,
                gzip, zstd);
    }

    /** Prints all events in blocks, as an output does. */
    private static void print(Printer printer, RecordedEvents events, Consumer<byte[]> to) {
        LineBuffer block = new LineBuffer(BLOCK + 16 * 1024);
        for (int i = 0; i < events.count(); i++) {
            printer.print(events.at(i), block);
            if (block.length() >= BLOCK || i == events.count() - 1) {
                printer.endBlock(block);
                to.accept(Arrays.copyOf(block.array(), block.length()));
                block.clear();
            }
        }
    }

    private static long gzip(byte[] block) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(block.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.size();
    }

    private static long zstd(byte[] block) {
        return Zstd.compress(block, LEVEL).length;
    }

    /** The processor time of one pass on this thread, once the code has been compiled. */
    private static double nanos(Runnable pass) {
        repeat(pass, WARMING_NANOS);
        long before = cpu();
        int passes = repeat(pass, MEASURING_NANOS);
        return (double) (cpu() - before) / passes;
    }

    private static int repeat(Runnable pass, long nanos) {
        int passes = 0;
        for (long end = cpu() + nanos; passes == 0 || cpu() < end; passes++) {
            pass.run();
        }
        return passes;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
