package io.tallyman.engine.internal.session;

import java.util.Arrays;

/**
 * Tells which held events are for a session: the events that were held while the session wanted names. Every held event
 * has a number. An event that was held before the session came, or that the session has already got without a name, is
 * not for the session. Reader thread.
 */
final class HeldFor {
    /** At these numbers waiting began, ended, began again and so on. Numbers wrap; they are compared by distance. */
    private int[] turns = {};

    /** From the event with this number on, the session waits for names, or does no longer. */
    void turn(boolean waits, int number) {
        if (waits != isWaiting()) {
            turns = Arrays.copyOf(turns, turns.length + 1);
            turns[turns.length - 1] = number;
        }
    }

    private boolean isWaiting() {
        return (turns.length & 1) == 1;
    }

    boolean includes(int number) {
        int passed = 0;
        while (passed < turns.length && number - turns[passed] >= 0) {
            passed++;
        }
        return (passed & 1) == 1;
    }
}
