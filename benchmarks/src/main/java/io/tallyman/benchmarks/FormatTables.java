package io.tallyman.benchmarks;

import io.tallyman.engine.internal.record.RecordedEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * {@code benchmarks/run --formats}: prints what an event of a recording costs in each format, and what that comes to on many
 * machines. With the names of two pages, writes each table between the marks of a page.
 */
public final class FormatTables {
    private static final String BEGIN = "<!-- formats: written by benchmarks/run --formats --write -->\n";
    private static final String END = "<!-- end of formats -->\n";
    private static final double NODES = 1_000;
    private static final double RATE = 5_000;
    private static final double GIGABIT = 1e9 / 8;
    private static final double TERABYTES_A_DAY = 86_400 / 1e12;
    /** Bytes as printed that one partition of Kafka took in a second: {@code PartitionTest} of output-kafka prints that. */
    private static final double PARTITION = 60e6;

    private FormatTables() {
    }

    /** @param arguments a recording, what to say of the machine, and perhaps two pages in Markdown */
    public static void main(String[] arguments) throws Exception {
        RecordedEvents events = new RecordedEvents(Path.of(arguments[0]));
        List<FormatCost> costs = FormatFactories.NAMES.stream().map(format -> FormatCost.measure(format, events)).toList();
        String where = String.format(Locale.ROOT, "%n%,d events of two containers; %s.%n", events.count(), arguments[1]);
        String event = rows("""
                | format | bytes | gzip | zstd | ns to print | ns for gzip | ns for zstd |
                |---|---|---|---|---|---|---|
                """, costs, FormatTables::event) + where;
        String fleet = rows("""
                | format | CPU to print | with gzip | with zstd | Gbit/s | gzip | zstd | TB a day | gzip | zstd | partitions |
                |---|---|---|---|---|---|---|---|---|---|---|
                """, costs, FormatTables::fleet) + where;
        System.out.print(event + "\n" + fleet);
        if (arguments.length > 2) {
            replace(Path.of(arguments[2]), event);
            replace(Path.of(arguments[3]), fleet);
        }
    }

    /** Formats one row. */
    private interface Row {
        String of(FormatCost cost);
    }

    private static String rows(String head, List<FormatCost> costs, Row row) {
        return head + costs.stream().map(row::of).collect(Collectors.joining());
    }

    private static String event(FormatCost c) {
        return String.format(Locale.ROOT, "| `%s` | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f |%n", c.format(), c.printed(),
                c.zipped(), c.zstandard(), c.printNanos(), c.gzipNanos(), c.zstdNanos());
    }

    private static String fleet(FormatCost c) {
        double all = NODES * RATE;
        return String.format(Locale.ROOT, "| `%s` | %.2f %% | %.2f %% | %.2f %% | %.1f | %.1f | %.1f | %.0f | %.0f | %.0f "
                + "| %.0f |%n", c.format(), share(c.printNanos()), share(c.printNanos() + c.gzipNanos()),
                share(c.printNanos() + c.zstdNanos()),
                c.printed() * all / GIGABIT, c.zipped() * all / GIGABIT, c.zstandard() * all / GIGABIT,
                c.printed() * all * TERABYTES_A_DAY, c.zipped() * all * TERABYTES_A_DAY, c.zstandard() * all * TERABYTES_A_DAY,
                Math.ceil(c.printed() * all / PARTITION));
    }

    /** Of one processor of one machine, in percent. */
    private static double share(double nanos) {
        return 100 * nanos * RATE / 1e9;
    }

    private static void replace(Path page, String table) throws Exception {
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        if (begin < BEGIN.length() || end < begin) {
            throw new IllegalArgumentException(page + " has no place for the table: " + BEGIN);
        }
        Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
    }
}
