package io.tallyman.printer.otlp.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;
import io.tallyman.printing.Member;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Writes the events of a block as one {@code ExportLogsServiceRequest}: a {@code ResourceLogs} for each container, and
 * in it a {@code ScopeLogs} for each set of events. The records stand in the block in the order of the events until the
 * block ends. Then they are put in order. Allocates nothing once it has seen the containers.
 */
final class OtlpPrinter implements Printer {
    private static final int RESOURCE_LOGS = 1;
    private static final int RESOURCE = 1;
    private static final int SCOPE_LOGS = 2;
    private static final int LOG_RECORDS = 2;
    /** Containers whose resource is kept. Of two with the same place, each replaces the other. */
    private static final int SLOTS = 1024;
    private static final int HOST = -1;

    private final LogRecords records;
    private final List<Member> resourceMembers;
    private final Metadata needs;
    private final Scopes scopes = new Scopes();
    private final Resource[] slots = new Resource[SLOTS];
    private final LineBuffer record = new LineBuffer(1024);
    private final LineBuffer ordered = new LineBuffer(64 * 1024);

    private long block;
    private int begin;
    private int count;
    private int[] starts = new int[256];
    private int[] sizes = new int[256];
    private int[] next = new int[256];
    private int resources;
    private Resource[] inBlock = new Resource[16];

    /** @param clock the time now, in nanoseconds since the epoch */
    OtlpPrinter(List<Member> resourceMembers, List<Member> recordMembers, LongSupplier clock) {
        this.resourceMembers = resourceMembers;
        records = new LogRecords(recordMembers, clock);
        needs = resourceMembers.stream().map(Member::needs).reduce(Metadata.NAME, Metadata::and);
    }

    @Override
    public Metadata needs() {
        return needs;
    }

    @Override
    public boolean isText() {
        return false;
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        if (count == 0) {
            begin = out.length();
        }
        Resource resource = resource(event);
        record.clear();
        records.put(event, record);
        int start = out.length();
        Proto.putHead(LOG_RECORDS, record.length(), out).put(record.array(), 0, record.length());
        add(resource, scopes.of(event.type()), start, out.length() - start);
    }

    private void add(Resource resource, int scope, int start, int size) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
            next = Arrays.copyOf(next, 2 * count);
        }
        if (resources == inBlock.length) {
            inBlock = Arrays.copyOf(inBlock, 2 * resources);
        }
        if (resource.enter(block)) {
            inBlock[resources++] = resource;
        }
        starts[count] = start;
        sizes[count] = size;
        resource.add(scope, count, size, next);
        count++;
    }

    private Resource resource(EventView event) {
        Container container = event.container();
        long serial = container == null ? HOST : container.serial();
        Resource resource = slots[(int) serial & SLOTS - 1];
        return resource != null && resource.serial == serial && resource.node == event.node() ? resource
                : encode(event, serial);
    }

    private Resource encode(EventView event, long serial) {
        LineBuffer inside = new LineBuffer(512);
        for (Member member : resourceMembers) {
            member.value().put(event, inside);
        }
        LineBuffer out = new LineBuffer(512);
        Proto.putHead(RESOURCE, inside.length(), out).put(inside.array(), 0, inside.length());
        Resource resource = new Resource(serial, event.node(), Arrays.copyOf(out.array(), out.length()), scopes.count());
        slots[(int) serial & SLOTS - 1] = resource;
        return resource;
    }

    @Override
    public void endBlock(LineBuffer out) {
        ordered.clear();
        try {
            for (int i = 0; i < resources; i++) {
                put(inBlock[i], out.array());
                inBlock[i] = null;
            }
            out.length(begin);
            out.put(ordered.array(), 0, ordered.length());
        } finally {
            count = 0;
            resources = 0;
            block++;
        }
    }

    private void put(Resource resource, byte[] source) {
        int size = resource.message.length;
        for (int scope = 0; scope < scopes.count(); scope++) {
            size += resource.first(scope) < 0 ? 0 : Proto.sizeDelimited(size(resource, scope));
        }
        Proto.putHead(RESOURCE_LOGS, size, ordered).put(resource.message);
        for (int scope = 0; scope < scopes.count(); scope++) {
            if (resource.first(scope) >= 0) {
                Proto.putHead(SCOPE_LOGS, size(resource, scope), ordered).put(scopes.message(scope));
                for (int i = resource.first(scope); i >= 0; i = next[i]) {
                    ordered.put(source, starts[i], sizes[i]);
                }
            }
        }
    }

    private int size(Resource resource, int scope) {
        return scopes.message(scope).length + resource.bytes(scope);
    }
}
