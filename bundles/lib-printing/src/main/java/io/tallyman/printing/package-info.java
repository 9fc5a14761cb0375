/**
 * What printers of documents share. A printer lists the members of its document; {@link io.tallyman.printing.Document}
 * writes them, keeps the text that events of one thread share, and leaves out what the user does not want.
 */
package io.tallyman.printing;
