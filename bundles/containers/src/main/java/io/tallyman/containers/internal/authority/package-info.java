/** Who says something about a container, what that speaker may speak of, and how much of its word is kept. */
package io.tallyman.containers.internal.authority;
