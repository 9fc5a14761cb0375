/**
 * Text for people: escapes for text of unknown origin, the width of text on a terminal, UTF-8 that may be broken, times
 * of day, and "did you mean".
 */
@Export
@Version("1.0.0")
package io.tallyman.api.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
