package io.tallyman.engine.internal.spool;

/**
 * Takes blocks out of a spool. The reader that was made last is the only one that gets blocks, so an output that hangs
 * does not disturb the output that takes its place. One thread uses a reader.
 */
public final class SpoolReader {
    private final Spool spool;

    SpoolReader(Spool spool) {
        this.spool = spool;
    }

    /**
     * A block that was taken out and is not acknowledged yet.
     *
     * @param bytes   the block, as it was appended
     * @param events  how many events it holds
     * @param told    how many further events tell what is lost
     * @param first   the number of its first event
     * @param segment where it is kept
     * @param offset  the place there
     */
    public record Block(byte[] bytes, int events, int told, long first, Segment segment, long offset) {
    }

    /**
     * The next block, which stays in the spool until {@link #acknowledge}.
     *
     * @param millis how long to wait for a block
     * @return null if there is none
     */
    public Block take(long millis) throws InterruptedException {
        return spool.take(this, millis);
    }

    /**
     * The destination has taken or refused the block.
     *
     * @param again the block was offered more than once, so the destination may have it twice
     * @return false if another reader has the block by now and will deliver it
     */
    public boolean acknowledge(Block block, boolean again) {
        return spool.acknowledge(this, block, again);
    }
}
