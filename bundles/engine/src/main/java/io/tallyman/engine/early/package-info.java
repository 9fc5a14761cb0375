/**
 * What a source does before it makes a record. The early filter: how the engine tells a source what no subscriber wants, so that the source makes no record of it.
 * The owners: whose records a source has lost.
 */
@Export
@Version("1.1.0")
package io.tallyman.engine.early;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
