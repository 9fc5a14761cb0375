package io.tallyman.plugins;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The directories of plug-ins, which are watched for changes: {@code plugins/} of the product, and what
 * {@code plugins.local} beside it leads to, if that was there at the start. A service; thread-safe.
 */
@ProviderType
public interface PluginDirectory {
    /** The product's own directory. */
    Path path();

    /** All jars, sorted by their paths. */
    List<PluginStatus> plugins();
}
