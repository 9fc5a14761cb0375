package io.tallyman.engine;

import io.tallyman.api.container.Container;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TerminalText;
import java.nio.charset.StandardCharsets;

/**
 * What one container, with all containers inside, or the host has lost since the source was opened.
 *
 * @param container the container as it was known at the last loss, or null for the host
 * @param read      events of the owner that were read, wanted or not
 * @param lost      events of the owner that were lost before they were read
 * @param dropped   events of the owner that an output had no room for; counted for each output
 * @param limited   events of the owner that a limit has left out
 */
public record OwnerTotals(Container container, long read, long lost, long dropped, long limited) {
    private static final double PERCENT = 100;
    private static final int SHORT_ID = 12;
    private static final int SHOWN = 80;
    private static final int ROOM = 128;

    /** The container's id, or empty for the host. */
    public String containerId() {
        return container == null ? "" : container.id();
    }

    /** The container's name; empty for the host, and while the name is not known. */
    public String containerName() {
        return container == null ? "" : container.name();
    }

    /** All that was lost. */
    public long all() {
        return lost + dropped;
    }

    /** Which part of the owner's events was lost before it was read, in whole per cent: 0 to 100. */
    public int percentLost() {
        return lost == 0 ? 0 : (int) Math.min(PERCENT, Math.max(1, Math.round(PERCENT * lost / (lost + read))));
    }

    /**
     * "container web-7", "container 8cb9c4bd2f37" while the name is not known, or "the host". What could deceive a terminal
     * is escaped.
     */
    public String name() {
        if (container == null) {
            return "the host";
        }
        LineBuffer out = new LineBuffer(ROOM).ascii("container ");
        new TerminalText().put(container.name().isEmpty() ? container.id() : container.name(),
                container.name().isEmpty() ? SHORT_ID : SHOWN, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }
}
