package io.tallyman.printer.otlp.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** The scopes of log records: one for each set of events. An event that is in several sets has the first by name. */
final class Scopes {
    private static final int SCOPE = 1;
    private static final int NAME = 1;
    private static final String PREFIX = "tallyman.";
    /** These sets say nothing of what an event is about. */
    private static final Set<String> GENERAL = Set.of("default", "syscalls");
    private static final String OTHER = "other";

    private final byte[][] messages;
    private final int[] byId = new int[Catalogue.builtIn().idLimit()];

    Scopes() {
        TreeSet<String> names = new TreeSet<>();
        Catalogue.builtIn().all().forEach(type -> names.add(set(type)));
        String[] all = names.toArray(String[]::new);
        Catalogue.builtIn().all().forEach(type -> byId[type.id()] = Arrays.binarySearch(all, set(type)));
        messages = Arrays.stream(all).map(Scopes::message).toArray(byte[][]::new);
    }

    private static String set(EventType type) {
        return type.sets().stream().filter(set -> !GENERAL.contains(set)).sorted().findFirst().orElse(OTHER);
    }

    private static byte[] message(String set) {
        byte[] name = (PREFIX + set).getBytes(StandardCharsets.US_ASCII);
        LineBuffer out = new LineBuffer(64);
        Proto.putHead(SCOPE, Proto.sizeDelimited(name.length), out);
        Proto.putHead(NAME, name.length, out).put(name);
        return Arrays.copyOf(out.array(), out.length());
    }

    int count() {
        return messages.length;
    }

    int of(EventType type) {
        return byId[type.id()];
    }

    /** The scope as a field of {@code ScopeLogs}. */
    byte[] message(int scope) {
        return messages[scope];
    }
}
