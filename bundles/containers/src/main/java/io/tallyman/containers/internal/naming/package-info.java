/** When to ask a runtime for a container's name, and what to show of the answer. */
package io.tallyman.containers.internal.naming;
