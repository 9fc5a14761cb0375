package io.tallyman.api.decode;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The structures whose bytes are arguments of kind {@link FieldKind#BYTES}. The catalogue names the structure of each
 * such argument where it names the decoder of a number. Thread-safe.
 */
public final class Structures {
    private static final Structures BUILT_IN = new Structures(Catalogue.builtIn());

    private final Map<String, Structure> byName;
    private final Structure[][] byId;

    private Structures(Catalogue catalogue) {
        byName = load();
        byId = new Structure[catalogue.idLimit()][];
        for (EventType type : catalogue.all()) {
            byId[type.id()] = type.fields().stream()
                    .map(field -> field.kind() == FieldKind.BYTES ? byName.get(field.decoder()) : null)
                    .toArray(Structure[]::new);
        }
    }

    /** The structures that this version of Tallyman knows. */
    public static Structures builtIn() {
        return BUILT_IN;
    }

    /**
     * The number of bytes that an argument of a system call has at the most.
     *
     * @param field  an argument of kind {@link FieldKind#BYTES}
     * @param narrow whether it is a call of a 32-bit program in which times and addresses have 32 bits
     * @throws IllegalArgumentException if there is no such structure
     */
    public int size(Field field, boolean narrow) {
        Structure structure = byName.get(field.decoder());
        if (structure == null) {
            throw new IllegalArgumentException("no structure '" + field.decoder() + "' for " + field.name());
        }
        return structure.size(narrow);
    }

    /** The structure of an argument, or null if the argument is none. */
    Structure of(EventType type, int arg) {
        return byId[type.id()][arg];
    }

    private static Map<String, Structure> load() {
        try (InputStream in = Structures.class.getResourceAsStream("structures.txt")) {
            return StructureText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
