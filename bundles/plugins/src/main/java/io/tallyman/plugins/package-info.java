/** The state of the jars in {@code plugins/}. */
@Export
@Version("1.0.0")
package io.tallyman.plugins;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
