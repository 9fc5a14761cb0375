/** Reads the types of the BPF object and writes them as Java classes, for the build and for tests. */
package io.tallyman.btf;
