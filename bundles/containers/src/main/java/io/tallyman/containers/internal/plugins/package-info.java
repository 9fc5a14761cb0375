/** The runtime bundles that are installed, and how calls into them are ended in time. */
package io.tallyman.containers.internal.plugins;
