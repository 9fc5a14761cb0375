/** Where the sockets of runtimes are: configured, default, the kubelet's, and those inside containers. */
package io.tallyman.containers.internal.sockets;
