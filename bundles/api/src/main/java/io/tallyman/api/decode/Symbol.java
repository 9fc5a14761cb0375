package io.tallyman.api.decode;

/**
 * The name of a number, or of a pattern of bits.
 *
 * @param name  as in the C header
 * @param value the number
 * @param mask  the bits of a flag word that the name describes
 */
record Symbol(String name, long value, long mask) {
}
