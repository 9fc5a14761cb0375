/** Where all rooms meet: the service, the table of one session, and the connections to all runtimes. */
package io.tallyman.containers.internal;
