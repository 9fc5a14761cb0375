/** Where records come from. */
@Export
@Version("1.0.0")
package io.tallyman.api.source;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
