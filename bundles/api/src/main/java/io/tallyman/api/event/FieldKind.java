package io.tallyman.api.event;

/** How an argument's value is kept in a record and read from it. */
public enum FieldKind {
    /** A signed number of 32 bits. */
    INT("int"),
    /** An unsigned number of 32 bits. */
    UINT("uint"),
    /** A signed number of 64 bits. */
    LONG("long"),
    /** An unsigned number of 64 bits. */
    ULONG("ulong"),
    /** An address; what is at the address is not in the record. */
    POINTER("ptr"),
    /** 0 is false, any other number is true. */
    BOOL("bool"),
    /** The bytes of a text without a zero byte at the end. */
    STRING("str"),
    /** Texts, each with a zero byte at the end. */
    STRINGS("strv"),
    /** A socket address as the kernel keeps it, see {@link io.tallyman.api.decode.Sockaddr}. */
    SOCKADDR("sockaddr"),
    /** A structure as the caller's memory has it, see {@link io.tallyman.api.decode.StructureWriter}. */
    BYTES("bytes");

    private final String token;

    FieldKind(String token) {
        this.token = token;
    }

    /** The word for it in the catalogue's text. */
    public String token() {
        return token;
    }

    /** True where the slot refers to bytes behind the slots, false where the slot is the value. */
    public boolean isVariable() {
        return ordinal() >= STRING.ordinal();
    }

    static FieldKind of(String token) {
        for (FieldKind kind : values()) {
            if (kind.token.equals(token)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown field kind: " + token);
    }
}
