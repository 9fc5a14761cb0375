package io.tallyman.itests;

/**
 * Marks a test that takes long and that {@code ./test} therefore leaves to {@code ./test --all}:
 * {@code @Category(Heavy.class)}. It is what {@code @Tag("heavy")} is in modules whose tests are JUnit 5.
 */
public interface Heavy {
}
