/** Service interfaces for printers (event to bytes) and destinations (bytes to somewhere). */
@Export
@Version("1.2.0")
package io.tallyman.api.output;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
