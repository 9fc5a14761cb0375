/** What destinations at the other end of a network share: repeated attempts, streams that never hang, TLS, secrets. */
package io.tallyman.delivery;
