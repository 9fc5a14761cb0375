package io.tallyman.containers.internal.authority;

/** Who says something: a runtime's name, and what its daemon may speak of. */
public record Origin(String runtime, Scope scope) {
}
