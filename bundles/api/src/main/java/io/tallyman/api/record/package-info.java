/** The layout of a record: the one description in Java for everybody who writes, checks or reads records. */
@Export
@Version("1.0.0")
package io.tallyman.api.record;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
