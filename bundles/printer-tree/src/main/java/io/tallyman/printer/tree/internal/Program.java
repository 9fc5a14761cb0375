package io.tallyman.printer.tree.internal;

/**
 * A program that a process has executed.
 *
 * @param time    when, in nanoseconds since the epoch
 * @param text    the executable and its arguments, escaped for a terminal
 * @param same    the same for programs with the same executable and the same arguments
 * @param alike   the same for programs with the same executable and the same name among the arguments
 * @param whole   the text has the arguments
 */
record Program(long time, byte[] text, long same, long alike, boolean whole) {
}
