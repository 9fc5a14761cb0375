package io.tallyman.printer.tree.internal;

/**
 * How much a printer keeps. What is beyond is counted, and the text says the number.
 *
 * @param containers how many containers are followed at a time
 * @param processes  how many processes of a container are kept, without those that are only counted as like others
 * @param textBytes  how many bytes the programs and arguments of a container take
 */
record Limits(int containers, int processes, int textBytes) {
    /** Enough for a busy machine. All printers of a process share its heap, so each may have only a part. */
    static final Limits USUAL = new Limits(256, 256, 16 * 1024);
}
