package io.tallyman.api.source;

/**
 * A total that is never reset.
 *
 * @param name        stable, lower case with underscores: "ring_full"
 * @param value       how many so far
 * @param description one sentence
 */
public record LossCounter(String name, long value, String description) {
}
