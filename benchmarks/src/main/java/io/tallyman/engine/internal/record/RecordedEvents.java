package io.tallyman.engine.internal.record;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.EventView;
import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.source.RecordedSession;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.capture.internal.ReplaySource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The events of a recording in memory, as printers get them. For one thread. */
public final class RecordedEvents {
    private static final int MOST_BYTES = 1 << 28;

    private final ByteBuffer records = ByteBuffer.allocateDirect(MOST_BYTES).order(RecordLayout.ORDER);
    private final List<int[]> places = new ArrayList<>();
    private final List<Container> containers = new ArrayList<>();
    private final RecordView view;

    /** @throws SourceException the file is no recording, or is damaged */
    public RecordedEvents(Path recording) throws SourceException {
        SourceOptions options = new SourceOptions(SourceOptions.DEFAULT_BUFFER, false, recording);
        try (RecordedSession session = (RecordedSession) new ReplaySource().open(options)) {
            view = new RecordView(new Origin(session.clock(), session.node()));
            session.openGate();
            while (session.poll((buffer, offset, length) -> keep(buffer, offset, length, session.container())) >= 0) {
                // until its end
            }
            if (session.damage() != null) {
                throw new SourceException(session.damage(), null);
            }
        }
    }

    private void keep(ByteBuffer buffer, int offset, int length, Container container) {
        places.add(new int[] {records.position(), length});
        containers.add(container);
        records.put(buffer.duplicate().position(offset).limit(offset + length));
    }

    public int count() {
        return places.size();
    }

    /** Shows one of the events, until the next call. */
    public EventView at(int index) {
        int[] place = places.get(index);
        view.wrap(records, place[0], place[1], containers.get(index));
        return view;
    }
}
