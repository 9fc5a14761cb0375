/** Hears that files come, go and change, by inotify. */
package io.tallyman.watch;
