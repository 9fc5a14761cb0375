/**
 * What the engine and a source agree on beyond the api. The early filter: what no subscriber wants, so that the source makes
 * no record of it. The owners: among whom the source shares its room, and whose records it has lost.
 */
@Export
@Version("1.1.0")
package io.tallyman.engine.early;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
