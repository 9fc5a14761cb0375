/** Records, events and containers for tests. */
package io.tallyman.testing;
