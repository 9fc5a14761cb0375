package io.tallyman.printing;

import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.output.LineBuffer;
import java.util.List;

/** The names of the arguments that are cut, or that could not be read, as an array; nothing if there are none. */
public enum ArgNames implements Value {
    /** Arguments that were longer than what is kept of them. */
    TRUNCATED {
        @Override
        boolean has(EventView event, int arg) {
            return event.isTruncated(arg);
        }
    },
    /** Arguments whose memory could not be read. */
    UNREADABLE {
        @Override
        boolean has(EventView event, int arg) {
            return event.isUnreadable(arg);
        }
    };

    abstract boolean has(EventView event, int arg);

    @Override
    public void put(EventView event, LineBuffer out) {
        List<Field> fields = event.type().fields();
        int start = out.length();
        int count = event.argCount();
        for (int i = 0; i < count; i++) {
            if (fields.get(i).kind().isVariable() && has(event, i)) {
                out.put(out.length() == start ? '[' : ',').put('"').ascii(fields.get(i).name()).put('"');
            }
        }
        if (out.length() > start) {
            out.put(']');
        }
    }
}
