package io.tallyman.printer.otlp.internal;

import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.decode.Sockaddr;
import io.tallyman.api.decode.StructureWriter;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.AddressText;
import io.tallyman.printing.EventValues;
import io.tallyman.printing.ObjectValue;
import io.tallyman.printing.Value;
import java.util.function.Predicate;

/** The arguments of an event, each as an attribute of its own. For one thread. */
final class OtlpArgs implements ObjectValue {
    static final String NAME = "tallyman.args";

    private final Attributes attributes;
    private final int list;
    private final boolean decode;
    private final Predicate<String> wanted;
    private final StructureWriter structures;
    private final Sockaddr address = new Sockaddr();
    private final Arg[][] byId = new Arg[Catalogue.builtIn().idLimit()][];

    /** How to write one argument; the decoder is null if the number is written. */
    private record Arg(Attributes.Key key, FieldKind kind, Decoder decoder) {
    }

    OtlpArgs(Attributes attributes, int list, boolean decode) {
        this(attributes, list, decode, name -> true);
    }

    private OtlpArgs(Attributes attributes, int list, boolean decode, Predicate<String> wanted) {
        this.attributes = attributes;
        this.list = list;
        this.decode = decode;
        this.wanted = wanted;
        structures = new StructureWriter(attributes.escaper());
    }

    @Override
    public void put(EventView event, LineBuffer out) {
        Arg[] args = byId[event.type().id()];
        if (args == null) {
            args = prepare(event.type());
        }
        int count = Math.min(args.length, event.argCount());
        for (int i = 0; i < count; i++) {
            Arg arg = args[i];
            if (arg == null) {
                continue;
            }
            if (!arg.kind().isVariable()) {
                putNumber(arg, event, i, out);
            } else if (EventValues.has(event, i)) {
                putVariable(arg, event, i, out);
            }
        }
    }

    private Arg[] prepare(EventType type) {
        Arg[] args = type.fields().stream().map(f -> wanted.test(f.name()) ? arg(f) : null).toArray(Arg[]::new);
        byId[type.id()] = args;
        return args;
    }

    private Arg arg(Field field) {
        return new Arg(Attributes.Key.of(list, NAME + "." + field.name()), field.kind(),
                decode && !field.isDescriptor() ? Symbols.builtIn().decoder(field) : null);
    }

    private void putNumber(Arg arg, EventView event, int i, LineBuffer out) {
        long value = event.number(i);
        if (arg.decoder() != null) {
            arg.decoder().put(event, i, attributes.text());
            attributes.putText(arg.key(), out);
        } else if (arg.kind() == FieldKind.BOOL) {
            Attributes.bool(arg.key(), value != 0, out);
        } else {
            Attributes.number(arg.key(), value, out);
        }
    }

    private void putVariable(Arg arg, EventView event, int i, LineBuffer out) {
        switch (arg.kind()) {
            case STRING -> attributes.argument(arg.key(), event, i, out);
            case STRINGS -> attributes.arguments(arg.key(), event, i, out);
            case SOCKADDR -> putAddress(arg, event, i, out);
            default -> putStructure(arg, event, i, out);
        }
    }

    private void putAddress(Arg arg, EventView event, int i, LineBuffer out) {
        address.read(event, i);
        AddressText.put(address, attributes.escaper(), attributes.text());
        attributes.putText(arg.key(), out);
    }

    private void putStructure(Arg arg, EventView event, int i, LineBuffer out) {
        structures.putText(event, i, decode, attributes.text());
        attributes.putText(arg.key(), out);
    }

    @Override
    public Value flat(String prefix) {
        return this;
    }

    @Override
    public OtlpArgs only(Predicate<String> names) {
        return new OtlpArgs(attributes, list, decode, names);
    }

    @Override
    public boolean mayHave(String name) {
        return Catalogue.builtIn().all().stream().anyMatch(type -> type.indexOf(name) >= 0);
    }
}
