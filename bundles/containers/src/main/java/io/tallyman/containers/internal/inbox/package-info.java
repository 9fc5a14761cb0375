/** What other threads tell the reader thread. */
package io.tallyman.containers.internal.inbox;
