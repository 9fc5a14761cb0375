package io.tallyman.printer.json.internal;

import com.google.gson.Gson;
import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Keeps the JSON that all events of a type share. It is encoded when the first such event comes. For one thread. */
final class EventFragments {
    private final boolean decode;
    private final Decoder errors = Symbols.builtIn().decoder(Symbols.ERRNO);
    private final Gson gson = new Gson();
    private final Fragment[] byId = new Fragment[Catalogue.builtIn().idLimit()];

    EventFragments(boolean decode) {
        this.decode = decode;
    }

    /** The JSON that all events of a type share: the part before the number of arguments, and the arguments. */
    record Fragment(byte[] head, Arg[] args) {
    }

    /**
     * The JSON between the value of the argument before and the value of this one. Without a decoder the number is
     * written.
     */
    record Arg(byte[] head, FieldKind kind, Decoder decoder, boolean descriptor) {
    }

    /** Names the error number that a system call returned; null if names are not wanted. */
    Decoder errors() {
        return decode ? errors : null;
    }

    Fragment of(EventType type) {
        Fragment fragment = byId[type.id()];
        return fragment != null ? fragment : encode(type);
    }

    private Fragment encode(EventType type) {
        List<Field> fields = type.fields();
        Arg[] args = new Arg[fields.size()];
        for (int i = 0; i < args.length; i++) {
            Field field = fields.get(i);
            Decoder decoder = decode ? Symbols.builtIn().decoder(field) : null;
            args[i] = new Arg(utf8((i == 0 ? "" : "},") + "{\"name\":" + gson.toJson(field.name()) + ",\"type\":"
                    + gson.toJson(field.type()) + ",\"value\":"), field.kind(), decoder, field.isDescriptor());
        }
        Fragment fragment = new Fragment(utf8(",\"eventId\":\"" + type.id() + "\",\"eventName\":"
                + gson.toJson(type.name()) + ",\"argsNum\":"), args);
        byId[type.id()] = fragment;
        return fragment;
    }

    private static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
