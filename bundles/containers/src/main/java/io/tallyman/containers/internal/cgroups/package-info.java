/** The cgroup file system: where it is mounted, and which cgroups are in it. */
package io.tallyman.containers.internal.cgroups;
