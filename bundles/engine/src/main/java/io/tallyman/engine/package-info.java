/** Trace sessions: start, watch and stop them. */
@Export
@Version("1.0.0")
package io.tallyman.engine;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
