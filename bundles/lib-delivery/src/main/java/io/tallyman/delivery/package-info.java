/** What destinations at the other end of a network share: trying again, and streams that never hang. */
package io.tallyman.delivery;
