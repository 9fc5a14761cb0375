/** Which container a cgroup belongs to, and what is known of it. */
@Export
@Version("1.0.0")
package io.tallyman.containers;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
