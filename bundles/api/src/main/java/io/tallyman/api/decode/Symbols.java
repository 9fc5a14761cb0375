package io.tallyman.api.decode;

import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The names that C headers give to numbers, by decoder. The catalogue names the decoder of each argument. Thread-safe.
 */
public final class Symbols {
    /** Decoder of error numbers. A system call returns the negative of such a number. */
    public static final String ERRNO = "errno";
    /** Decoder of address families. */
    public static final String FAMILY = "address_family";

    private static final Symbols BUILT_IN = load();

    private final Map<String, Decoder> decoders;

    private Symbols(Map<String, Decoder> decoders) {
        this.decoders = decoders;
    }

    /** The names that this version of Tallyman knows, for the architecture of this machine. */
    public static Symbols builtIn() {
        return BUILT_IN;
    }

    /** The decoder with this name, or null if there is none. */
    public Decoder decoder(String name) {
        return decoders.get(name);
    }

    /** The decoder of an argument, or null if the argument's numbers have no names. */
    public Decoder decoder(Field field) {
        Decoder decoder = decoders.get(field.decoder());
        boolean extended = field.kind() == FieldKind.INT && decoder instanceof FlagDecoder;
        return extended ? (value, out) -> decoder.put(value & 0xffff_ffffL, out) : decoder;
    }

    private static Symbols load() {
        try (InputStream in = Symbols.class.getResourceAsStream("symbols.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Symbols(SymbolText.parse(text, System.getProperty("os.arch")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
