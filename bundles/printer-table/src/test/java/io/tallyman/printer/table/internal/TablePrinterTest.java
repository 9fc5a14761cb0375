package io.tallyman.printer.table.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.Golden;
import io.tallyman.testing.RecordBuilder;
import io.tallyman.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TablePrinterTest {
    private static final UnaryOperator<FakeContext> PLAIN = UnaryOperator.identity();
    private static final UnaryOperator<FakeContext> CONTAINER = c -> c.containers(false);
    private static final UnaryOperator<FakeContext> ENRICHED = c -> c.containers(true);

    private final RecordBuilder kill = RecordBuilder.of("kill").number("pid", 7).number("sig", 9);

    @Test
    void hasTraceesColumnsWithoutAContainerFilter() {
        String format = "%-16s %-6s %-16s %-7s %-7s %-16s %-25s %s\n";
        Table table = Table.normal(PLAIN);
        assertEquals(String.format(format, "TIME", "UID", "COMM", "PID", "TID", "RET", "EVENT", "ARGS"),
                table.header());
        assertEquals(String.format(format, "", 1009, "ls", 13, 17, 0, "kill", "pid: 7, sig: SIGKILL").substring(17),
                table.row(kill.view(Containers.complete(1))));
    }

    @Test
    void hasTraceesColumnsWithAContainerFilter() {
        String format = "%-16s %-13s %-6s %-16s %-15s %-15s %-16s %-25s %s\n";
        Table table = Table.normal(CONTAINER);
        assertEquals(String.format(format, "TIME", "CONTAINER_ID", "UID", "COMM", "PID/host", "TID/host", "RET",
                "EVENT", "ARGS"), table.header());
        assertEquals(String.format(format, "", "8cb9c4bd2f37", 1009, "ls", "13     /40009", "17     /40013", 0, "kill",
                "pid: 7, sig: SIGKILL").substring(17), table.row(kill.view(Containers.complete(1))));
    }

    @Test
    void showsTheImageWhereTheSessionEnriches() {
        String format = "%-16s %-13s %-16s %-6s %-16s %-15s %-15s %-16s %-25s %s\n";
        Table table = Table.normal(ENRICHED);
        assertEquals(String.format(format, "TIME", "CONTAINER_ID", "IMAGE", "UID", "COMM", "PID/host", "TID/host",
                "RET", "EVENT", "ARGS"), table.header());
        assertEquals(String.format(format, "", "8cb9c4bd2f37", "nginx:1.27", 1009, "ls", "13     /40009",
                "17     /40013", 0, "kill", "pid: 7, sig: SIGKILL").substring(17),
                table.row(kill.view(Containers.complete(1))));
    }

    @Test
    void showsHowAProcessCameWhereTheSessionAsks() {
        Table table = Table.normal(c -> c.containers(true).withOrigins());
        assertEquals("TIME CONTAINER_ID IMAGE ORIGIN UID COMM PID/host TID/host RET EVENT ARGS",
                table.header().replaceAll(" +", " ").strip());
        assertEquals("8cb9c4bd2f37 nginx:1.27 healthcheck 1009 ls 13 /40009 17 /40013 0 kill pid: 7, sig: SIGKILL",
                table.row(kill.origin(ProcessOrigin.HEALTHCHECK).view(Containers.complete(1))).replaceAll(" +", " ")
                        .strip());
        assertEquals("TIME ORIGIN UID COMM PID TID RET EVENT ARGS",
                Table.normal(FakeContext::withOrigins).header().replaceAll(" +", " ").strip());
    }

    @Test
    void showsAllOfTheContainerInTheWideTable() {
        Table table = Table.wide(ENRICHED);
        assertEquals("TIME UTS_NAME CONTAINER_ID CONTAINER_NAME IMAGE POD RUNTIME ORIGIN UID COMM PID/host TID/host "
                + "PPID/host RET EVENT ARGS", table.header().replaceAll(" +", " ").strip());
        FakeEventView event = kill.origin(ProcessOrigin.ENTRYPOINT)
                .view(Containers.complete(1, "web", "nginx", Map.of(), Containers.POD, List.of()));
        assertEquals("a1b2c3d4e5f6 8cb9c4bd2f37 web nginx shop/web-0 docker entrypoint 1009 ls 13 /40009 17 /40013 11 "
                + "/40001 0 kill pid: 7, sig: SIGKILL", table.row(event).replaceAll(" +", " ").strip());
        assertEquals("TIME UTS_NAME CONTAINER_ID CONTAINER_NAME POD RUNTIME ORIGIN UID COMM PID TID PPID RET EVENT "
                + "ARGS", Table.wide(PLAIN).header().replaceAll(" +", " ").strip());
    }

    @Test
    void showsTheProgramsOfTheAncestorsWhereAsked() {
        Table table = Table.normal(FakeContext::withAncestors);
        assertEquals("TIME UID COMM PID TID ANCESTORS RET EVENT ARGS", table.header().replaceAll(" +", " ").strip());
        assertEquals("1009 ls 17 17 sh < run=c < [11] 0 unlinkat dirfd: AT_FDCWD, pathname: /tmp/x, flags: 0",
                table.row(Samples.descendant()).replaceAll(" +", " ").strip());
        assertEquals("1009 ls 13 17 - 0 kill pid: 7, sig: SIGKILL",
                table.row(kill.view()).replaceAll(" +", " ").strip());
    }

    @Test
    void marks32BitCalls() {
        assertTrue(Table.normal(PLAIN).row(kill.flags(RecordLayout.FLAG_COMPAT).view()).contains(" kill(32)  "));
        kill.flags(0);
    }

    @Test
    void leavesNoCellBlank() {
        assertEquals("- - 1009 - 13 /40009 17 /40013 0 kill pid: 7, sig: SIGKILL",
                Table.normal(ENRICHED).row(kill.comm("").view()).replaceAll(" +", " ").strip());
        assertTrue(Table.normal(ENRICHED).row(kill.view(Containers.unnamed(2, Enrichment.PENDING, "")))
                .startsWith("8cb9c4bd2f37  (pending)  "));
        assertTrue(Table.normal(ENRICHED).row(kill.view(Containers.unnamed(3, Enrichment.FAILED, "gone")))
                .startsWith("8cb9c4bd2f37  (failed)  "));
    }

    @Test
    void cutsNothingInAPipe() {
        String image = "registry.example/a/very/long/name/of/an/image:1.27.3-bookworm-slim";
        String path = "/x".repeat(2_000);
        String row = Table.normal(ENRICHED).row(RecordBuilder.of("openat").text("pathname", path)
                .view(Containers.complete(1, "web", image, Map.of(), Containers.POD, List.of())));
        assertTrue(row.startsWith("8cb9c4bd2f37  " + image + " 1009   ls"), row);
        assertTrue(row.contains("pathname: " + path + ", flags"), row);
    }

    @Test
    void fitsItsRowsIntoTheTerminal() {
        for (int width = 160; width <= 300; width += 7) {
            int columns = width;
            Table table = Table.normal(c -> c.containers(true).terminal(columns, false));
            String row = table.wholeRow(RecordBuilder.of("openat").text("pathname", "/x".repeat(2_000))
                    .view(Containers.complete(1, "web", "日本".repeat(30), Map.of(), Containers.POD, List.of())));
            assertTrue(columns(row) <= width && columns(row) >= width - 1, width + ": " + row);
            assertTrue(row.endsWith("...\n"), row);
        }
    }

    @Test
    void keepsColumnsInLineWhateverIsShown() {
        Table table = Table.normal(c -> c.containers(true).terminal(200, false));
        String plain = table.wholeRow(kill.view(Containers.complete(1)));
        String broad = table.wholeRow(kill.comm("日本\u001b[2J").view(Containers.complete(1)));
        assertEquals(plain.indexOf("kill"), columns(broad.substring(0, broad.indexOf("kill"))));
        assertTrue(broad.contains(" 日本\\x1b[2J "), broad);
    }

    @Test
    void doesNotLetANameForgeARow() {
        String row = Table.normal(ENRICHED).row(RecordBuilder.of("openat").comm("a\nb").text("pathname", "x\r\n\u202ey")
                .view(Containers.complete(1, "n", "i\u001b[1A", Map.of(), Containers.POD, List.of())));
        assertEquals(row.length() - 1, row.indexOf('\n'));
        assertTrue(row.contains(" a\\x0ab "), row);
        assertTrue(row.contains("pathname: x\\x0d\\x0a\\u202ey, "), row);
        assertTrue(row.contains(" i\\x1b[1A "), row);
    }

    @Test
    void coloursOnlyWhereItIsAsked() {
        FakeEventView failed = kill.returnValue(-1).view();
        assertTrue(Table.normal(PLAIN).wholeRow(failed).indexOf('\u001b') < 0);
        Table coloured = Table.normal(c -> c.terminal(200, true));
        assertTrue(coloured.header().startsWith("\u001b[1mTIME ") && coloured.header().endsWith("ARGS\u001b[0m\n"));
        assertTrue(coloured.wholeRow(failed).startsWith("\u001b[31m"));
        assertTrue(coloured.wholeRow(failed).endsWith("SIGKILL\u001b[0m\n"));
        assertTrue(coloured.wholeRow(kill.returnValue(0).view()).indexOf('\u001b') < 0);
    }

    @Test
    void endsARowWithoutArgumentsBehindItsEvent() {
        byte[] record = kill.bytes();
        record[RecordLayout.ARGS] = 0;
        String row = Table.normal(PLAIN).row(new FakeEventView(record, null));
        assertTrue(row.endsWith(" kill\n"), row);
    }

    @Test
    void writesEachKindOfEventAsTheFileSays() {
        Table table = Table.wide(ENRICHED);
        StringBuilder rows = new StringBuilder();
        Samples.all().forEach(event -> rows.append(table.row(event)));
        Golden.check("events.txt", rows.toString());
    }

    private static int columns(String text) {
        return text.strip().codePoints().map(p -> p > 0x2e80 ? 2 : 1).sum()
                + (text.endsWith(" ") ? text.length() - text.stripTrailing().length() : 0);
    }
}
