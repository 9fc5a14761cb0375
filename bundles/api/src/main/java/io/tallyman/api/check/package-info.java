/** The checks that {@code tallyman doctor} runs: whether this machine can trace, and what to do if it cannot. */
@Export
@Version("1.0.0")
package io.tallyman.api.check;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
