package io.tallyman.plugins;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The directory of plug-ins, which is watched for changes. A service; thread-safe. */
@ProviderType
public interface PluginDirectory {
    Path path();

    /** All jars in the directory, sorted by name. */
    List<PluginStatus> plugins();
}
