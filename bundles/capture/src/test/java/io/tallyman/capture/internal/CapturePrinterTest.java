package io.tallyman.capture.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.capture.internal.Captures.Result;
import io.tallyman.testing.Allocation;
import io.tallyman.testing.Containers;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturePrinterTest {
    private final CapturePrinter printer = new CapturePrinter(BlockLayout.FLAG_CONTAINER_FILTER, "events x\n");
    private final LineBuffer out = new LineBuffer(16);

    @TempDir
    Path directory;

    private Result written() throws Exception {
        return Captures.read(directory.resolve("x.cap"), Arrays.copyOf(out.array(), out.length()));
    }

    private static FakeEventView openat(int number, Container container) {
        return RecordBuilder.of("openat").text("pathname", "/p" + number).view(container).on(Node.NONE);
    }

    @Test
    void shouldLayOutABlockAsThePictureSays() {
        out.ascii("before");
        printer.begin(out);
        ByteBuffer block = ByteBuffer.wrap(out.array(), 6, out.length() - 6).slice().order(BlockLayout.ORDER);
        byte[] magic = new byte[4];
        block.get(0, magic);
        assertEquals("TLYC", new String(magic, StandardCharsets.US_ASCII));
        assertEquals(32 + 8 + 16, block.getInt(8));
        assertEquals(out.length() - 6, block.getInt(8));
        assertEquals(2, block.get(12));
        assertEquals(1, block.get(13));
        assertEquals(Catalogue.VERSION, block.getInt(16));
        assertEquals(1, block.getInt(20));
        assertEquals(0, block.getLong(24));
        assertEquals(9, block.getInt(32));
        assertEquals(1, block.getShort(36));
        byte[] content = new byte[16];
        block.get(40, content);
        assertEquals("events x\n\0\0\0\0\0\0\0", new String(content, StandardCharsets.US_ASCII));
        CRC32C crc = new CRC32C();
        crc.update(block.position(8));
        assertEquals((int) crc.getValue(), block.getInt(4));
    }

    @Test
    void shouldWriteASnapshotOncePerBlockAndAgainInTheNext() throws Exception {
        Container web = Containers.complete(3);
        int snapshot = Snapshot.encode(web).length;
        printer.print(openat(1, web), out);
        int first = out.length();
        printer.print(openat(2, web), out);
        int second = out.length() - first;
        assertEquals(32 + 8 + BlockLayout.padded(snapshot) + second, first);
        printer.endBlock(out);
        int block = out.length();
        printer.print(openat(3, web), out);
        assertEquals(first, out.length() - block);
        printer.endBlock(out);
        assertEquals(3, written().records().size());
        assertEquals(1, written().containers().stream().map(Captures::describe).distinct().count());
    }

    @Test
    void shouldSayInEveryBlockOnWhichNodeItWasMade() throws Exception {
        Node node = new Node("wörker-7", "");
        printer.begin(out);
        for (int i = 0; i < 3; i++) {
            printer.print(openat(i, null).on(node), out);
            printer.endBlock(out);
        }
        byte[] all = Arrays.copyOf(out.array(), out.length());
        assertEquals(node, Captures.read(directory.resolve("all.cap"), all).node());
        ByteBuffer bytes = ByteBuffer.wrap(all).order(BlockLayout.ORDER);
        int second = bytes.getInt(BlockLayout.LENGTH);
        second += bytes.getInt(second + BlockLayout.LENGTH);
        Result rest = Captures.read(directory.resolve("rest.cap"), Arrays.copyOfRange(all, second, all.length));
        assertEquals(2, rest.records().size());
        assertEquals(node, rest.node());
    }

    @Test
    void shouldRefuseToReplayTwoNodesAsOne() throws Exception {
        for (Node node : List.of(new Node("a", ""), new Node("b", ""))) {
            printer.print(openat(1, null).on(node), out);
            printer.endBlock(out);
        }
        Result result = written();
        assertEquals(1, result.records().size());
        assertTrue(result.damage().contains("was made on another node from offset "), result.damage());
    }

    @Test
    void shouldNotSayOnWhichNodeItWasMadeWhereNobodyNamedIt() throws Exception {
        printer.print(openat(1, null), out);
        printer.endBlock(out);
        assertEquals(Node.NONE, written().node());
        assertEquals(1, ByteBuffer.wrap(out.array()).order(BlockLayout.ORDER).getInt(BlockLayout.ENTRIES));
    }

    @Test
    void shouldRefuseNamesOfANodeThatNoWriterWrites() {
        for (String names : List.of("no zero", "a\0b\nc", "a".repeat(Node.MAX_LENGTH + 1) + "\0", "\0".repeat(2_000))) {
            assertThrows(IllegalArgumentException.class, () -> NodeNames.decode(names.getBytes(StandardCharsets.UTF_8)));
        }
        Node longest = new Node("\u2603".repeat(Node.MAX_LENGTH), "\u2603".repeat(Node.MAX_LENGTH));
        assertEquals(longest, NodeNames.decode(NodeNames.encode(longest)));
    }

    @Test
    void shouldStayReadableWhenAnEventWasCutBack() throws Exception {
        Container web = Containers.complete(3);
        FakeEventView whole = openat(9, web);
        EventView broken = (EventView) Proxy.newProxyInstance(EventView.class.getClassLoader(),
                new Class<?>[] {EventView.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("copyRecord")) {
                        throw new IllegalStateException("no");
                    }
                    return method.invoke(whole, arguments);
                });
        for (boolean first : List.of(true, false)) {
            int start = out.length();
            assertThrows(IllegalStateException.class, () -> printer.print(broken, out));
            out.length(start);
            printer.print(openat(first ? 1 : 2, first ? null : web), out);
        }
        printer.endBlock(out);
        printer.endBlock(out);
        assertNull(written().damage());
        assertEquals(2, written().records().size());
        assertNull(written().containers().get(0));
        assertEquals("web", written().containers().get(1).name());
    }

    @Test
    void shouldEndABlockThatIsFullByItself() throws Exception {
        for (int i = 0; i < 3_001; i++) {
            printer.print(openat(i, Containers.complete(i % 5)), out);
        }
        printer.endBlock(out);
        ByteBuffer bytes = ByteBuffer.wrap(out.array()).order(BlockLayout.ORDER);
        int blocks = 0;
        for (int at = 0; at < out.length(); at += bytes.getInt(at + BlockLayout.LENGTH)) {
            assertTrue(bytes.getInt(at + BlockLayout.LENGTH) < BlockLayout.FULL + 1_000);
            blocks++;
        }
        assertEquals(out.length() / BlockLayout.FULL + 1, blocks);
        assertTrue(blocks > 2);
        assertNull(written().damage());
        assertEquals(3_001, written().records().size());
    }

    @Test
    void shouldTellSnapshotsApartThatShareASlot() throws Exception {
        Container one = Containers.complete(5, "one", "a", Map.of(), Pod.NONE, List.of());
        Container two = Containers.complete(5 + SnapshotCache.SLOTS, "two", "a", Map.of(), Pod.NONE, List.of());
        for (Container container : List.of(one, two, one, two)) {
            printer.print(openat(1, container), out);
        }
        printer.endBlock(out);
        assertEquals(List.of("one", "two", "one", "two"),
                written().containers().stream().map(Container::name).toList());
    }

    @Test
    void shouldAllocateNothingPerEvent() {
        FakeEventView event = openat(1, Containers.complete(9));
        long bytes = Allocation.of(20_011, () -> {
            printer.print(event, out);
            if (out.length() > 64 * 1024) {
                printer.endBlock(out);
                out.clear();
            }
        });
        assertTrue(bytes < 20_011, bytes + " bytes for 20011 events");
    }

    @Test
    void shouldKeepEveryFieldOfASnapshot() {
        Container odd = new Container(17, "\ud800i\u00e4", "crio", "n\0", "\u2603", "d@sha256:1", "sha256:2",
                Map.of("k\udfff", "v", "", "\ud83d\ude00"), new Pod("p", "ns", "u", true), -1, -2,
                List.of("outer", "\u2603"), true, false, Enrichment.FAILED, "because");
        Container back = Snapshot.decode(Snapshot.encode(odd), 99);
        assertEquals(Captures.describe(odd), Captures.describe(back));
        assertEquals(99, back.serial());
        for (Enrichment enrichment : Enrichment.values()) {
            Container c = Containers.unnamed(1, enrichment, "r");
            assertEquals(Captures.describe(c), Captures.describe(Snapshot.decode(Snapshot.encode(c), 2)));
        }
    }

    @Test
    void shouldRefuseASnapshotThatNoReaderWouldTake() throws Exception {
        String name = "x".repeat(BlockLayout.MAX_SNAPSHOT);
        Container huge = Containers.complete(1, name, "", Map.of(), Pod.NONE, List.of());
        assertThrows(IllegalStateException.class, () -> printer.print(openat(1, huge), out));
        out.length(0);
        printer.print(openat(2, Containers.complete(2)), out);
        printer.endBlock(out);
        assertEquals(1, written().records().size());
    }
}
