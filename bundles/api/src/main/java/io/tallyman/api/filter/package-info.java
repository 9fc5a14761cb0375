/** Filter expressions and the service interface for further filter fields. */
@Export
@Version("1.0.0")
package io.tallyman.api.filter;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
