/** How printers read what events carry: UTF-8 that may be broken, socket addresses, and names for numbers. */
@Export
@Version("1.0.0")
package io.tallyman.api.decode;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
