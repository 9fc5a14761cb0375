/** Checks that say whether this machine can trace, and what to do if not. */
@Export
@Version("1.0.0")
package io.tallyman.api.check;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
