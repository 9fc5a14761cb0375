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

/** What is the same in every event of a type, encoded when the first one comes. Belongs to one thread. */
final class EventFragments {
    private final boolean decode;
    private final Decoder errors = Symbols.builtIn().decoder(Symbols.ERRNO);
    private final Gson gson = new Gson();
    private final Fragment[] byId = new Fragment[Catalogue.builtIn().idLimit()];

    EventFragments(boolean decode) {
        this.decode = decode;
    }

    /** What is the same: the head before the number of arguments, and the arguments. */
    record Fragment(byte[] head, Arg[] args) {
    }

    /** What is between the value before, if there is one, and an argument's own; no decoder: the number is written. */
    record Arg(byte[] head, FieldKind kind, Decoder decoder, boolean descriptor) {
    }

    /** What explains the error number that a call returned, or null where names are not wanted. */
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
