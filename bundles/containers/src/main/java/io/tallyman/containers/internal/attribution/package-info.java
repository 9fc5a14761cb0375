/** Which container a cgroup belongs to: the tree of cgroups, the containers in it, and what runtimes have told. */
package io.tallyman.containers.internal.attribution;
