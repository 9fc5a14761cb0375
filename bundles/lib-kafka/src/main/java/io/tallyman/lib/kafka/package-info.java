/** Loads the native code that compresses what a producer sends. */
@Export
@Version("1.0.0")
package io.tallyman.lib.kafka;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
