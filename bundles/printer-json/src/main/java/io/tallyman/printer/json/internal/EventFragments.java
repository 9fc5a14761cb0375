package io.tallyman.printer.json.internal;

import com.google.gson.Gson;
import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Keeps the JSON that all events of a type share. It is encoded when the first such event comes. For one thread. */
final class EventFragments {
    private static final List<String> KEYS = List.of("name", "type", "value");

    private final boolean decode;
    private final Predicate<String> wanted;
    private final Decoder errors = Symbols.builtIn().decoder(Symbols.ERRNO);
    private final Gson gson = new Gson();
    private final Fragment[] byId = new Fragment[Catalogue.builtIn().idLimit()];

    EventFragments(boolean decode) {
        this(decode, name -> true);
    }

    /**
     * @param wanted tells of the name of an argument, and of the keys name, type and value, whether it is wanted. If no
     *               key is, all are
     */
    EventFragments(boolean decode, Predicate<String> wanted) {
        this.decode = decode;
        this.wanted = wanted;
    }

    /** The JSON that all events of a type share: the part before the number of arguments, and the arguments. */
    record Fragment(byte[] head, Arg[] args) {
    }

    /**
     * The JSON in front of the value of an argument. Without a decoder the number is written.
     *
     * @param valued whether the value is written at all
     */
    record Arg(byte[] head, boolean valued, FieldKind kind, Decoder decoder, boolean descriptor) {
    }

    /** Whether names are wanted instead of numbers that have names. */
    boolean decode() {
        return decode;
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
            args[i] = isWanted(field.name()) ? arg(field) : null;
        }
        Fragment fragment = new Fragment(utf8(",\"eventId\":\"" + type.id() + "\",\"eventName\":"
                + gson.toJson(type.name()) + ",\"argsNum\":"), args);
        byId[type.id()] = fragment;
        return fragment;
    }

    private Arg arg(Field field) {
        List<String> members = new ArrayList<>();
        if (hasKey("name")) {
            members.add("\"name\":" + gson.toJson(field.name()));
        }
        if (hasKey("type")) {
            members.add("\"type\":" + gson.toJson(field.type()));
        }
        boolean valued = hasKey("value");
        if (valued) {
            members.add("\"value\":");
        }
        return new Arg(utf8("{" + String.join(",", members)), valued, field.kind(),
                decode ? Symbols.builtIn().decoder(field) : null, field.isDescriptor());
    }

    private boolean hasKey(String key) {
        return wanted.test(key) || KEYS.stream().noneMatch(wanted);
    }

    /** Where only keys are wanted, those of all arguments are. */
    private boolean isWanted(String argument) {
        return wanted.test(argument) || KEYS.stream().anyMatch(wanted) && Catalogue.builtIn().all().stream()
                .flatMap(type -> type.fields().stream()).map(Field::name).filter(name -> !KEYS.contains(name))
                .noneMatch(wanted);
    }

    private static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
