package io.tallyman.capture.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Enrichment;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.SourceDefaults;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.capture.internal.Captures.Result;
import io.tallyman.capture.internal.Captures.Sample;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeContext;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileTest {
    private static final JsonPrinterFactory FACTORY = new JsonPrinterFactory();
    private static final Printer JSON = FACTORY.create(FakeContext.of(FACTORY));

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("x.cap");
    }

    private static byte[] openat(int number) {
        return RecordBuilder.of("openat").text("pathname", "/etc/p" + number).number("dirfd", -100).time(number)
                .bytes();
    }

    private static Sample sample() {
        return sample(BlockLayout.FLAG_ENRICHMENT);
    }

    private static Sample sample(int flags) {
        Sample sample = new Sample(flags);
        sample.add(openat(1), null).add(openat(2), Containers.unnamed(7, Enrichment.PENDING, "docker: slow")).end();
        sample.add(openat(3), Containers.complete(8)).end();
        return sample.add(openat(4), Containers.complete(8)).add(openat(5), null).end();
    }

    /** A machine that has started anew appends to the file: its processes are others, whatever their numbers are. */
    @Test
    void shouldKeepTheStartsOfProcessesForOneBootOnly() throws Exception {
        byte[] record = openat(1);
        Sample first = new Sample(0).add(record, null).end();
        Sample later = new Sample(0).on(new Node("", "", "1d5e0c44-0b1f-4b7e-9f6a-55aa0e3c7711")).add(record, null).end();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first.bytes.toByteArray());
        both.writeBytes(later.bytes.toByteArray());
        Result result = Captures.read(file(), both.toByteArray());
        byte[] anonymous = record.clone();
        Arrays.fill(anonymous, RecordLayout.PROCESS_START, RecordLayout.PROCESS_START + Long.BYTES, (byte) 0);
        String bare = HexFormat.of().formatHex(anonymous) + " host";
        assertNull(result.damage());
        assertEquals(List.of(first.records.get(0), bare), result.records());
        assertEquals(FakeEventView.UNNAMED, result.node());
    }

    @Test
    void shouldGiveBackWhatWasWritten() throws Exception {
        Sample sample = sample();
        Result result = Captures.read(file(), sample.bytes.toByteArray());
        assertEquals(5, result.records().size());
        assertEquals(sample.records, result.records());
        assertNull(result.damage());
        assertSame(result.containers().get(2), result.containers().get(3));
        assertTrue(result.containers().get(2).serial() < 0);
        assertNotEquals(result.containers().get(1), result.containers().get(2));
    }

    @Test
    void shouldTellWhatTheSessionWasThatWasRecorded() throws Exception {
        for (int flags = 0; flags < 8; flags++) {
            Captures.read(file(), sample(flags).bytes.toByteArray());
            SourceDefaults told = new ReplaySource().defaults(new SourceOptions(4096, false, file()));
            assertEquals(new SourceDefaults("*", (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0), told);
        }
    }

    @Test
    void shouldGiveTheWholeBlocksBeforeAnyDamagedByteAndTellItsOffset() throws Exception {
        Sample sample = sample();
        byte[] whole = sample.bytes.toByteArray();
        assertTrue(whole.length > 1_500, "" + whole.length);
        for (int at = 0; at < whole.length; at += 7) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            assertStopsInTheBlockOf(at, sample, Captures.read(file(), damaged));
        }
    }

    @Test
    void shouldGiveTheWholeBlocksOfAFileThatIsCutShortAnywhere() throws Exception {
        Sample sample = sample();
        byte[] whole = sample.bytes.toByteArray();
        for (int length = 1; length < whole.length; length += 7) {
            Result result = Captures.read(file(), Arrays.copyOf(whole, length));
            if (sample.ends.contains(length)) {
                assertNull(result.damage());
            } else {
                assertStopsInTheBlockOf(length, sample, result);
                assertTrue(result.damage().contains(" is cut short at offset "), result.damage());
            }
        }
        for (int i = 0; i < sample.ends.size(); i++) {
            Result result = Captures.read(file(), Arrays.copyOf(whole, sample.ends.get(i)));
            assertNull(result.damage());
            assertEquals(sample.records.subList(0, sample.recordsAt.get(i)), result.records());
        }
        assertNull(Captures.read(file(), new byte[0]).damage());
    }

    private static void assertStopsInTheBlockOf(int at, Sample sample, Result result) {
        int start = 0;
        int records = 0;
        for (int i = 0; i < sample.ends.size() && sample.ends.get(i) <= at; i++) {
            start = sample.ends.get(i);
            records = sample.recordsAt.get(i);
        }
        assertEquals(sample.records.subList(0, records), result.records(), "byte " + at);
        assertNotNull(result.damage(), "byte " + at);
        assertTrue(result.damage().matches(".* offset " + start + "(:.*)?; the " + records
                + " events before were replayed"), "byte " + at + ": " + result.damage());
    }

    @Test
    void shouldSurviveAnythingThatIsSignedAndShowSoundRecordsAlone() throws Exception {
        byte[] whole = sample().bytes.toByteArray();
        List<Integer> ends = sample().ends;
        SplittableRandom random = new SplittableRandom(3);
        int damaged = 0;
        int shown = 0;
        for (int round = 0; round < 3_001; round++) {
            byte[] forged = whole.clone();
            int block = random.nextInt(ends.size() - 1);
            int start = ends.get(block);
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                int at = random.nextInt(start + BlockLayout.VERSION, ends.get(block + 1));
                forged[at] = (byte) random.nextInt(256);
            }
            Captures.sign(forged, start);
            Result result = Captures.read(file(), forged);
            damaged += result.damage() == null ? 0 : 1;
            shown += result.records().size();
            print(result);
        }
        assertTrue(damaged > 100 && shown > 3_001, damaged + " " + shown);
    }

    /** A record that is shown can be printed, whatever it says. */
    private static void print(Result result) {
        LineBuffer out = new LineBuffer(1024);
        for (int i = 0; i < result.records().size(); i++) {
            byte[] record = HexFormat.of().parseHex(result.records().get(i).split(" ")[0]);
            int event = ByteBuffer.wrap(record).order(RecordLayout.ORDER).getShort(RecordLayout.EVENT) & 0xffff;
            if (Catalogue.builtIn().byId(event) != null) {
                FakeEventView view = new FakeEventView(record, result.containers().get(i));
                JSON.print(view, out);
                out.clear();
            }
        }
    }

    @Test
    void shouldSayWhatIsNoCaptureAndWhatIsOfAnotherVersion() throws Exception {
        Result text = Captures.read(file(), "{\"timestamp\":1}\n".repeat(9).getBytes());
        assertEquals(file() + " is not a capture: none begins at offset 0; the 0 events before were replayed",
                text.damage());
        byte[] newer = sample().bytes.toByteArray();
        newer[sample().ends.get(0) + BlockLayout.VERSION] = 3;
        Captures.sign(newer, sample().ends.get(0));
        String damage = Captures.read(file(), newer).damage();
        assertTrue(damage.contains(" is of another version at offset " + sample().ends.get(0)
                + ": layout 3 and catalogue 3; this tallyman reads layout 2 and catalogue 3"), damage);
    }

    @Test
    void shouldPlayFilesThatWereAppendedToByAnotherRunOnOneClock() throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        byte[] first = sample().bytes.toByteArray();
        both.write(first);
        byte[] second = sample().bytes.toByteArray();
        ByteBuffer bytes = ByteBuffer.wrap(second).order(BlockLayout.ORDER);
        for (int block : sample().ends.subList(0, 3)) {
            bytes.putLong(block + BlockLayout.BOOT_TIME, 1_000_003);
            Captures.sign(second, block);
        }
        both.write(second);
        Result result = Captures.read(file(), both.toByteArray());
        assertNull(result.damage());
        assertEquals(0, result.bootTime());
        assertEquals(10, result.records().size());
        for (int i = 0; i < 5; i++) {
            assertEquals(1_000_003, time(result.records().get(5 + i)) - time(result.records().get(i)));
        }
        assertSame(result.containers().get(2), result.containers().get(7));
    }

    private static long time(String record) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(record.split(" ")[0])).order(RecordLayout.ORDER).getLong(0);
    }

    @Test
    void shouldTakeTheClockFromTheFirstBlockWithARecord() throws Exception {
        byte[] capture = sample().bytes.toByteArray();
        ByteBuffer bytes = ByteBuffer.wrap(capture).order(BlockLayout.ORDER);
        for (int block : sample().ends.subList(0, 3)) {
            bytes.putLong(block + BlockLayout.BOOT_TIME, 77);
            Captures.sign(capture, block);
        }
        Result result = Captures.read(file(), capture);
        assertEquals(77, result.bootTime());
        assertEquals(sample().records, result.records());
    }

    @Test
    void shouldGiveSystemCallsTheNumbersOfThisMachine() throws Exception {
        Sample sample = new Sample(0);
        sample.add(RecordBuilder.of("sched_process_exec").syscall(59).bytes(), null);
        sample.add(RecordBuilder.of("sched_process_exec").syscall(-1).bytes(), null);
        sample.add(RecordBuilder.of("sched_process_exec").syscall(2).bytes(), null).end();
        byte[] capture = sample.bytes.toByteArray();
        for (int block : List.of(0, sample.ends.get(0))) {
            capture[block + BlockLayout.MACHINE] = BlockLayout.MACHINE_X86_64;
            Captures.sign(capture, block);
        }
        Captures.read(file(), capture);
        List<Integer> numbers = new ArrayList<>();
        for (String record : Captures.read(file(), BlockLayout.MACHINE_AARCH64).records()) {
            byte[] bytes = HexFormat.of().parseHex(record.split(" ")[0]);
            numbers.add((int) ByteBuffer.wrap(bytes).order(RecordLayout.ORDER).getShort(RecordLayout.SYSCALL));
        }
        assertEquals(List.of(221, -1, -1), numbers);
        assertEquals(sample.records, Captures.read(file(), BlockLayout.MACHINE_X86_64).records());
    }
}
