package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file. */
final class FileSink implements GuideSink {
    private final Path file;

    FileSink(GuideBlock block, GuideFiles files) {
        file = files.directory().resolve(Path.of(block.keys().get("path")).getFileName());
    }

    @Override
    public Map<String, String> keys() {
        return Map.of("path", file.toString());
    }

    @Override
    public List<byte[]> pieces() throws IOException {
        return Files.exists(file) ? List.of(Files.readAllBytes(file)) : List.of();
    }

    @Override
    public void close() {
        // nothing is open
    }
}
