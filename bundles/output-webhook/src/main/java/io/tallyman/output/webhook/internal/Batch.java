package io.tallyman.output.webhook.internal;

import io.tallyman.delivery.Lines;
import io.tallyman.delivery.PermanentFailure;
import io.tallyman.delivery.http.Poster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The events of one write that the other side has not taken yet, and how many it never will. */
final class Batch {
    private static final int CONFLICT = 409;
    /** Unauthorized, forbidden, not found: the index or the rights of this side are wrong, and the event is not. */
    private static final Set<Integer> OF_SETUP = Set.of(401, 403, 404);

    private byte[] pending;
    private int size;
    private int events;
    private int refused;
    private long bytesRefused;
    private int firstRefusal;

    /** @param events how many events the bytes hold */
    Batch(byte[] bytes, int events) {
        pending = bytes;
        size = bytes.length;
        this.events = events;
    }

    /** What is to be posted. A batch that shrinks gets bytes of its own, so what is posted already stays. */
    byte[] body(Poster poster) throws IOException {
        return poster.body(pending);
    }

    int events() {
        return events;
    }

    int bytes() {
        return pending.length;
    }

    /** The bytes of these events. */
    byte[] pending() {
        return pending;
    }

    /** Nothing of it is taken or refused yet. */
    boolean isWhole() {
        return pending.length == size;
    }

    /** Whether these are the bytes that are pending. */
    boolean isPending(byte[] bytes, int from, int count) {
        return Arrays.equals(pending, 0, pending.length, bytes, from, from + count);
    }

    /** What is pending is a batch of its own from now on, and the same one for the other side. */
    void begin() {
        size = pending.length;
        refused = 0;
        bytesRefused = 0;
    }

    /**
     * Takes an event out that the other side will not take; each event is a line.
     *
     * @param number of the event, from 0
     * @return false if there is no such event
     */
    boolean refuse(int number, int status) {
        int start = 0;
        for (int i = 0; i < number && start < pending.length; i++) {
            start = afterLine(start);
        }
        if (number < 0 || start == pending.length) {
            return false;
        }
        int end = afterLine(start);
        byte[] left = Arrays.copyOf(pending, pending.length - (end - start));
        System.arraycopy(pending, end, left, start, pending.length - end);
        lose(status, end - start);
        pending = left;
        events--;
        return true;
    }

    private void lose(int status, int bytes) {
        firstRefusal = refused == 0 ? status : firstRefusal;
        refused++;
        bytesRefused += bytes;
    }

    /** How many events the other side will not take, however often they are sent. */
    int refused() {
        return refused;
    }

    long bytesRefused() {
        return bytesRefused;
    }

    /** The status of the first event that the other side will not take. */
    int firstRefusal() {
        return firstRefusal;
    }

    /**
     * Sorts the events by their statuses; each event is two lines. An event that is there already, by the
     * id that its printer has given it, was taken by an earlier attempt.
     *
     * @return the status of an event that is pending now, or 0 if there is none; a status that may pass by itself comes
     *         before one that waits for another configuration
     * @throws PermanentFailure there are more or fewer statuses than events
     */
    int sort(List<Integer> statuses) throws PermanentFailure {
        if ((Lines.count(pending, 0, pending.length) + 1) / 2 != statuses.size()) {
            throw PermanentFailure.ofSetup(
                    "the answer has " + statuses.size() + " items, which is not the number of events");
        }
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        int left = 0;
        int reason = 0;
        int start = 0;
        for (int status : statuses) {
            int end = afterLine(afterLine(start));
            boolean isForLater = WebhookDestination.isForLater(status);
            if (isForLater || OF_SETUP.contains(status)) {
                again.write(pending, start, end - start);
                left++;
                reason = isForLater || reason == 0 ? status : reason;
            } else if (status < WebhookDestination.OK || status >= WebhookDestination.REDIRECT && status != CONFLICT) {
                lose(status, end - start);
            }
            start = end;
        }
        pending = again.toByteArray();
        events = left;
        return reason;
    }

    private int afterLine(int from) {
        return afterLine(pending, from, pending.length);
    }

    /** The place behind the line that begins there, and behind its end. */
    static int afterLine(byte[] bytes, int from, int end) {
        return Math.min(Lines.end(bytes, from, end) + 1, end);
    }

    /** A batch of these bytes. */
    static Batch of(byte[] bytes, int from, int count, int events) {
        return new Batch(Arrays.copyOfRange(bytes, from, from + count), events);
    }
}
