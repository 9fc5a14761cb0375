/** What the process that holds the framework offers to bundles. The system bundle exports it. */
@Export
@Version("1.0.0")
package io.tallyman.launcher;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
