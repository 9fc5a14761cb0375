package io.tallyman.containers.internal.conversation;

import java.nio.file.Path;

/**
 * How one socket of a runtime goes, for the reason that a container without a name shows.
 *
 * @param socket    its path for people
 * @param connected a daemon answers there
 * @param detail    what is wrong, where no daemon answers; else the daemon's version
 */
public record SocketReport(String runtime, Path socket, boolean connected, String detail) {
}
