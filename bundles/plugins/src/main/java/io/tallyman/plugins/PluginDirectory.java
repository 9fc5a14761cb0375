package io.tallyman.plugins;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The watched directory. A service; thread-safe. */
@ProviderType
public interface PluginDirectory {
    Path path();

    /** Each jar in it, sorted by name. */
    List<PluginStatus> plugins();
}
