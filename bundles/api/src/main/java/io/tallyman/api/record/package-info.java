/** The wire layout of a record: the one Java description of what the eBPF programs write. */
@Export
@Version("1.0.0")
package io.tallyman.api.record;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
