package io.tallyman.containers.internal;

/** Who says something: a runtime's name, and what its daemon may speak of. */
record Origin(String runtime, Scope scope) {
}
