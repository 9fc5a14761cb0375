/** Datagrams over Unix sockets, which Java does not have. */
package io.tallyman.datagram;
