/** Kernel events as plug-ins see them, and the catalogue that names every event and field. */
@Export
@Version("1.0.0")
package io.tallyman.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
