package io.tallyman.sbom;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds out which jars a bundle has files of: a file is a jar's if path and bytes are the same. */
final class Origins {
    /** What this project's own classes are called. */
    private static final String OURS = "io/tallyman/";

    private final Map<String, Jar> byFile = new HashMap<>();

    Origins(Collection<Jar> candidates) {
        for (Jar candidate : candidates) {
            candidate.contents().forEach((path, checksum) -> byFile.putIfAbsent(key(path, checksum), candidate));
        }
    }

    /** The jars whose files are in one of this project's bundles. A class that comes from nowhere is an error. */
    Set<Jar> of(Jar bundle) throws IOException {
        Set<Jar> origins = new LinkedHashSet<>();
        Set<String> unknown = new TreeSet<>();
        bundle.contents().forEach((path, checksum) -> {
            Jar origin = byFile.get(key(path, checksum));
            if (origin != null) {
                origins.add(origin);
            } else if (path.endsWith(".class") && !path.startsWith(OURS)) {
                unknown.add(path);
            }
        });
        if (!unknown.isEmpty()) {
            throw new IOException(bundle.file().getFileName() + " has classes of a library that nobody names, so that "
                    + "their licence is not known: " + List.copyOf(unknown).subList(0, Math.min(3, unknown.size())));
        }
        return origins;
    }

    private static String key(String path, long checksum) {
        return path + " " + checksum;
    }
}
