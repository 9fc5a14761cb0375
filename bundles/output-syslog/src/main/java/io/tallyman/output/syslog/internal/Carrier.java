package io.tallyman.output.syslog.internal;

import java.io.Closeable;
import java.io.IOException;

/** Takes messages to the other side. One thread sends; any thread may close, which ends a call that waits. */
interface Carrier extends Closeable {
    /**
     * Sends the messages that this progress has not passed, and moves it on.
     *
     * @throws IOException another attempt may go on where this one has ended
     */
    void send(Messages messages, Progress progress) throws IOException;

    /** How far the messages of one block have come. */
    final class Progress {
        private int next;
        private int tooLong;
        private long bytesTooLong;

        /** The first message that was not handed on. */
        int next() {
            return next;
        }

        /** All messages before this one are handed on. */
        void moveTo(int message) {
            next = message;
        }

        /**
         * The next message is longer than the other side takes: it is left out.
         *
         * @param lineBytes the length of its line, as the printer has made it
         */
        void leaveOut(int lineBytes) {
            tooLong++;
            bytesTooLong += lineBytes;
            next++;
        }

        int tooLong() {
            return tooLong;
        }

        long bytesTooLong() {
            return bytesTooLong;
        }
    }
}
