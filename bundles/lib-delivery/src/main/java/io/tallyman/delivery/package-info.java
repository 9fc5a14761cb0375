/** What destinations at the other end of a network share: attempts that are repeated, and streams that never hang. */
package io.tallyman.delivery;
