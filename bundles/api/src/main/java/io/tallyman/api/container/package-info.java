/** What is known of a container, as immutable snapshots. */
@Export
@Version("1.0.0")
package io.tallyman.api.container;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
