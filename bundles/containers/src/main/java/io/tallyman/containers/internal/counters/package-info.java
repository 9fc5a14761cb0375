/** What is counted: containers without a name, and calls to runtimes. */
package io.tallyman.containers.internal.counters;
