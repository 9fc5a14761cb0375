package io.tallyman.api.decode;

/**
 * One name.
 *
 * @param name  as in the C header
 * @param value the number
 * @param mask  the bits of a flag word that it speaks for
 */
record Symbol(String name, long value, long mask) {
}
