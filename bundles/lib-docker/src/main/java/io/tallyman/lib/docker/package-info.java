/** A bounded, read-only way to a Docker-compatible engine behind a unix socket. */
@Export
@Version("1.0.0")
package io.tallyman.lib.docker;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
