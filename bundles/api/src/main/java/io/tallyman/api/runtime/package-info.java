/** Service interfaces for container runtimes. */
@Export
@Version("1.0.0")
package io.tallyman.api.runtime;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
