package io.tallyman.containers.internal.conversation;

/**
 * How long to wait for sockets and daemons, in milliseconds.
 *
 * @param poll         between two looks at the socket paths while a call is under way
 * @param idle         between two looks while the system tells of changes and no call is under way
 * @param call         one call may take this long
 * @param firstBackoff before the second attempt to connect
 * @param lastBackoff  before any later attempt, at the most
 */
public record Timing(long poll, long idle, long call, long firstBackoff, long lastBackoff) {
    public static final Timing DEFAULT = new Timing(500, 10_000, 5_000, 50, 5_000);
}
