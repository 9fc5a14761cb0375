package io.tallyman.capture.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.testing.FakeEventView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Writes and reads captures without an engine. */
final class Captures {
    private Captures() {
    }

    /** A capture of a few blocks, and where each ends with how many records stand before that. */
    static final class Sample {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<Integer> ends = new ArrayList<>();
        final List<Integer> recordsAt = new ArrayList<>();
        final List<String> records = new ArrayList<>();
        private final CapturePrinter printer;
        private final LineBuffer out = new LineBuffer(16);
        private Node node = FakeEventView.UNNAMED;

        Sample(int flags) {
            printer = new CapturePrinter(flags, "events openat\nfilters \n");
            printer.begin(out);
            end();
        }

        /** Where the following records come from. */
        Sample on(Node machine) {
            node = machine;
            return this;
        }

        Sample add(byte[] record, Container container) {
            printer.print(new FakeEventView(record, container).on(node), out);
            records.add(HexFormat.of().formatHex(record) + " " + describe(container));
            return this;
        }

        Sample end() {
            printer.endBlock(out);
            bytes.write(out.array(), 0, out.length());
            out.clear();
            ends.add(bytes.size());
            recordsAt.add(records.size());
            return this;
        }
    }

    /** What was read of a capture. */
    record Result(List<String> records, List<Container> containers, String damage, long bootTime, Node node) {
    }

    static String describe(Container c) {
        return c == null ? "host" : List.of(c.id(), c.runtime(), c.name(), c.image(), c.imageDigest(), c.imageId(),
                new TreeMap<>(c.labels()), c.pod(), c.created(), c.cgroupId(), c.parents(), c.started(), c.existed(),
                c.enrichment(), c.reason()).toString();
    }

    static Result read(Path path) throws SourceException {
        return read(path, BlockLayout.machine());
    }

    static Result read(Path path, int machine) throws SourceException {
        List<String> records = new ArrayList<>();
        List<Container> containers = new ArrayList<>();
        try (ReplaySession session = (ReplaySession) new ReplaySource(machine)
                .open(new SourceOptions(4096, false, path))) {
            RecordHandler handler = (buffer, offset, length) -> {
                records.add(hex(buffer, offset, length) + " " + describe(session.container()));
                containers.add(session.container());
            };
            if (session.poll(handler) != 0) {
                throw new AssertionError("events before the gate is open");
            }
            session.openGate();
            while (session.poll(handler) > 0) {
                continue;
            }
            return new Result(records, containers, session.damage(), session.clock().toEpoch(0),
                    session.node());
        }
    }

    private static String hex(ByteBuffer buffer, int offset, int length) {
        byte[] record = new byte[length];
        buffer.get(offset, record);
        return HexFormat.of().formatHex(record);
    }

    static Result read(Path path, byte[] capture) throws IOException, SourceException {
        Files.write(path, capture);
        return read(path);
    }

    /** Makes the checksum of the block at an offset right for what it holds now. */
    static void sign(byte[] capture, int block) {
        ByteBuffer bytes = ByteBuffer.wrap(capture).order(BlockLayout.ORDER);
        CRC32C crc = new CRC32C();
        int length = bytes.getInt(block + BlockLayout.LENGTH);
        crc.update(capture, block + BlockLayout.CHECKED, length - BlockLayout.CHECKED);
        bytes.putInt(block + BlockLayout.CHECKSUM, (int) crc.getValue());
    }
}
