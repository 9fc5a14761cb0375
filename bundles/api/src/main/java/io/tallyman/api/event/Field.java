package io.tallyman.api.event;

/**
 * One argument of an event.
 *
 * @param name        as the kernel or the manual page names it
 * @param type        its C type, as printed with the value
 * @param kind        how the record keeps it
 * @param decoder     name of the symbol table that explains the number ("open_flags"), or empty
 * @param description one sentence
 */
public record Field(String name, String type, FieldKind kind, String decoder, String description) {
}
