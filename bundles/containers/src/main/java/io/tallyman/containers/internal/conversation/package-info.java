/** Connections to runtimes: connecting, asking, listening, and giving up. */
package io.tallyman.containers.internal.conversation;
