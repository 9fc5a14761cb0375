package io.tallyman.api.event;

/** How an argument's value is kept in a record and read from it. */
public enum FieldKind {
    INT("int"), UINT("uint"), LONG("long"), ULONG("ulong"), POINTER("ptr"), BOOL("bool"),
    STRING("str"), STRINGS("strv"), SOCKADDR("sockaddr"), BYTES("bytes");

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
