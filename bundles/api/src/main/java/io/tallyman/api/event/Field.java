package io.tallyman.api.event;

/**
 * One argument of an event.
 *
 * @param name        as the kernel or the manual page names it
 * @param type        its C type, as printed with the value
 * @param kind        how the record keeps it
 * @param decoder     name of the symbol table that explains the number ("open_flags"), or of the structure, or empty
 * @param unit        what it counts ("ns", "bytes"), or empty
 * @param description one sentence
 */
public record Field(String name, String type, FieldKind kind, String decoder, String unit, String description) {
    /** Decoder of a descriptor. */
    static final String FD = "fd";
    /** Decoder of a descriptor that may be {@code AT_FDCWD}. */
    static final String DIRFD = "dirfd";

    /** True for a file descriptor. */
    public boolean isDescriptor() {
        return decoder.equals(FD) || mayBeCwd();
    }

    /** True for the descriptor of a directory, where {@code AT_FDCWD} stands for the working directory. */
    public boolean mayBeCwd() {
        return decoder.equals(DIRFD);
    }
}
