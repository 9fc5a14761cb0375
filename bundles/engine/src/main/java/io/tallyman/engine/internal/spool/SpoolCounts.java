package io.tallyman.engine.internal.spool;

import io.tallyman.engine.SessionStatus.SpoolStatus;
import java.io.IOException;

/** What one spool has counted since it was opened. One thread at a time. */
final class SpoolCounts {
    private final long recovered;
    private long dropped;
    private long damaged;
    private long repeated;
    private String lastTrouble = "";

    /** @param recovered events that an earlier process has left */
    SpoolCounts(long recovered) {
        this.recovered = recovered;
    }

    void drop(long events, String why) {
        dropped += events;
        lastTrouble = why;
    }

    void damage(long events) {
        damaged += events;
        lastTrouble = "blocks of its spool were damaged";
    }

    void repeat(long events) {
        repeated += events;
    }

    void trouble(IOException e) {
        lastTrouble = message(e);
    }

    static String message(IOException e) {
        return "its spool: " + (e.getMessage() == null ? e.toString() : e.getMessage());
    }

    String lastTrouble() {
        return lastTrouble;
    }

    SpoolStatus status(long events, long bytes) {
        return new SpoolStatus(events, bytes, recovered, dropped, damaged, repeated);
    }
}
