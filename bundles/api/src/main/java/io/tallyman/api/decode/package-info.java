/** What the arguments of events mean: names for numbers, socket addresses, and all arguments as one text. */
@Export
@Version("1.0.0")
package io.tallyman.api.decode;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
