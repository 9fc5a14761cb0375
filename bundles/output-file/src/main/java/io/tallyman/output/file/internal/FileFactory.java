package io.tallyman.output.file.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.api.output.OptionSpec.Type;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = file}, and {@code -o json:/path}: appends to a file. */
@Component
public final class FileFactory implements DestinationFactory {
    private static final List<OptionSpec> OPTIONS = List.of(
            new OptionSpec("path", Type.PATH, null, List.of(), "File to append to. A missing file is made."),
            OptionSpec.text("mode", "0600", "Permissions of a new file, in octal, less those that the umask forbids."),
            new OptionSpec("rotate-size", Type.SIZE, "0", List.of(),
                    "Begin a new file when the file would become larger than this. 0: never."),
            new OptionSpec("rotate-interval", Type.DURATION, "0s", List.of(),
                    "Begin a new file when the file is older than this. 0s: never."),
            new OptionSpec("keep", Type.INTEGER, "5", List.of(),
                    "How many former files to keep, as <path>.1 (the newest), <path>.2 and so on."),
            new OptionSpec("fsync", Type.CHOICE, "never", List.of("never", "interval", "always"),
                    "When to wait until the disk has stored the events: never, once a second, or after each write."));

    @Override
    public String name() {
        return "file";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        return FileDestination.open(FileSettings.of(options), System::nanoTime);
    }

    @Override
    public boolean blocksByDefault() {
        return true;
    }
}
