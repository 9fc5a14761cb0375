package io.tallyman.output.kafka.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * ClickHouse's own engine makes the tables of {@code examples/pipelines/clickhouse} and moves Tallyman's golden events by
 * the view. A table without Kafka stands for the one that reads from Kafka, since this engine has no threads for it.
 */
@Tag("heavy")
@Timeout(900)
class ClickHouseExampleTest {
    private static final Path TOP = Path.of("../..").toAbsolutePath().normalize();
    private static final String PROGRAM = """
            import sys
            there, top = sys.argv[1:]
            sys.path.insert(0, there)
            from chdb import session
            clickhouse = session.Session()
            tables = open(top + '/examples/pipelines/clickhouse/tables.sql').read().split(';')
            clickhouse.query('CREATE TABLE tallyman_queue (event String) ENGINE = Null')
            for table in tables[1:3]:
                clickhouse.query(table)
            golden = top + '/bundles/printer-json/src/test/resources/golden/events.ndjson'
            clickhouse.query("INSERT INTO tallyman_queue SELECT json FROM file('" + golden + "', 'JSONAsString')")
            print(clickhouse.query('SELECT count() FROM tallyman_events FORMAT TSV'), end='')
            print(clickhouse.query("SELECT time, process, args['pathname'], args['argv'] FROM tallyman_events "
                "WHERE event = 'sched_process_exec' AND node = 'worker-7' FORMAT TSV"), end='')
            minutes = open(top + '/examples/pipelines/clickhouse/per-minute.sql').read().strip().rstrip(';')
            print(clickhouse.query('SELECT sum(events), max(name) FROM (' + minutes + ') FORMAT TSV'), end='')
            print(clickhouse.query("SELECT count() FROM tallyman_events WHERE container_id != '' FORMAT TSV"), end='')
            """;

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.strip();
    }

    @Test
    void shouldStoreEachEventWithItsArguments() throws Exception {
        String found = run(TOP.resolve("scripts/clickhouse").toString());
        assertTrue(found.startsWith("clickhouse="), "scripts/clickhouse says why there is no ClickHouse");
        List<String> lines = run("python3", "-c", PROGRAM, found.substring("clickhouse=".length()), TOP.toString())
                .lines().toList();
        assertEquals(4, lines.size(), lines.toString());
        assertEquals(Files.readAllLines(
                TOP.resolve("bundles/printer-json/src/test/resources/golden/events.ndjson")).size(),
                Integer.parseInt(lines.get(0)));
        assertTrue(lines.get(1).startsWith("2026-11-22 01:46:51.228577335\tls\t/usr/bin/ls\t[\"ls\",\"-l\","), lines.get(1));
        assertEquals(lines.get(3), lines.get(2).split("\t")[0]);
    }
}
