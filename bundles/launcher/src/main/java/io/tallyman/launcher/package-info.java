/** What the process that runs the framework offers to bundles. The system bundle exports this package. */
@Export
@Version("1.0.0")
package io.tallyman.launcher;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
