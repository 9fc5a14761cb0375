package io.tallyman.api.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/** Every event by id, by name and by set. Immutable, shared by all threads. */
public final class Catalogue {
    /** Counts up whenever an id, a field's place or a field's kind changes; captures carry it. */
    public static final int VERSION = 3;

    private static final Catalogue BUILT_IN = load("syscalls.txt", "kernel.txt", "derived.txt");

    private final EventType[] byId;
    private final EventType[] bySyscall;
    private final Map<String, EventType> byName;
    private final Map<String, List<EventType>> sets;

    private Catalogue(List<EventType> types) {
        byId = new EventType[types.stream().mapToInt(EventType::id).max().orElse(0) + 1];
        Map<String, EventType> names = new LinkedHashMap<>();
        Map<String, List<EventType>> members = new LinkedHashMap<>();
        for (EventType type : types) {
            if (byId[type.id()] != null || names.put(type.name(), type) != null) {
                throw new IllegalArgumentException("two events with id " + type.id() + " or name " + type.name());
            }
            byId[type.id()] = type;
            for (String set : type.sets()) {
                members.computeIfAbsent(set, s -> new ArrayList<>()).add(type);
            }
        }
        bySyscall = syscalls(types, System.getProperty("os.arch").equals("aarch64"));
        byName = Collections.unmodifiableMap(names);
        sets = Collections.unmodifiableMap(members);
    }

    /** The events that this version knows. */
    public static Catalogue builtIn() {
        return BUILT_IN;
    }

    /** The event with this id, or null. */
    public EventType byId(int id) {
        return id >= 0 && id < byId.length ? byId[id] : null;
    }

    /** The event with this name, or null. */
    public EventType byName(String name) {
        return byName.get(name);
    }

    /** The system call that this machine's architecture gives that number, or null. */
    public EventType bySyscall(int number) {
        return number >= 0 && number < bySyscall.length ? bySyscall[number] : null;
    }

    /** All events, in the order of the catalogue's text. */
    public Collection<EventType> all() {
        return byName.values();
    }

    /** The members of a set; empty where there is no such set. */
    public List<EventType> set(String name) {
        return sets.getOrDefault(name, List.of());
    }

    /** Names of all sets, sorted. */
    public Collection<String> setNames() {
        return Collections.unmodifiableSet(new TreeSet<>(sets.keySet()));
    }

    /** One more than the largest id. */
    public int idLimit() {
        return byId.length;
    }

    private static EventType[] syscalls(List<EventType> types, boolean arm64) {
        ToIntFunction<EventType> number = arm64 ? EventType::arm64 : EventType::x86;
        EventType[] table = new EventType[types.stream().mapToInt(number).max().orElse(-1) + 1];
        for (EventType type : types) {
            if (number.applyAsInt(type) >= 0) {
                table[number.applyAsInt(type)] = type;
            }
        }
        return table;
    }

    private static Catalogue load(String... resources) {
        List<EventType> types = new ArrayList<>();
        for (String name : resources) {
            try (InputStream in = Catalogue.class.getResourceAsStream(name)) {
                types.addAll(CatalogueText.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Catalogue(types);
    }
}
