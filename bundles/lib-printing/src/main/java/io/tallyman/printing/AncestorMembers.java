package io.tallyman.printing;

import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.text.TextEscaper;
import java.util.List;

/**
 * What is known of one ancestor, as strings of JSON, each behind the key that a format has for it. What is not known is not
 * written, and neither is its key. For one thread.
 */
public final class AncestorMembers {
    private final JsonText text;

    /** @param text writes the insides of strings; may be shared with others on the same thread */
    public AncestorMembers(JsonText text) {
        this.text = text;
    }

    /** The name that no other process has. */
    public void entity(byte[] key, EventView event, AncestorView ancestor, LineBuffer out) {
        if (EntityId.isKnown(event.node(), ancestor)) {
            EntityId.put(event.node(), ancestor, out.put(key).put('"'));
            out.put('"');
        }
    }

    /** Path of the program. */
    public void executable(byte[] key, AncestorView ancestor, LineBuffer out) {
        string(key, ancestor.executable(), out);
    }

    /** The last name of that path. */
    public void name(byte[] key, AncestorView ancestor, LineBuffer out) {
        string(key, ancestor.name(), out);
    }

    /** The arguments with a blank between them. */
    public void commandLine(byte[] key, AncestorView ancestor, LineBuffer out) {
        if (!ancestor.argv().isEmpty()) {
            putArgv(ancestor.argv(), text, out.put(key).put('"'));
            out.put('"');
        }
    }

    /** A text of which nothing is known. */
    void string(byte[] key, String value, LineBuffer out) {
        if (!value.isEmpty()) {
            text.putQuoted(value, out.put(key));
        }
    }

    /** Appends arguments with a blank between them. */
    static void putArgv(List<String> argv, TextEscaper escaper, LineBuffer out) {
        for (int i = 0; i < argv.size(); i++) {
            escaper.put(argv.get(i), argv.get(i).length(), i == 0 ? out : out.put(' '));
        }
    }
}
