/** Which daemon may speak of which cgroup, and how much of what daemons tell is kept. */
package io.tallyman.containers.internal.authority;
