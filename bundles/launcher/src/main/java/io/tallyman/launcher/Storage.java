package io.tallyman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The framework's storage: a private directory of this process, which is removed when the process ends. Where the product
 * has no directory of native libraries, they are unpacked there, so the directory has to be where programs may be executed.
 * Nobody else may be able to replace the directory.
 */
final class Storage implements AutoCloseable {
    private static final String PREFIX = "tallyman-";
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;

    private Storage(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** @param warnings told why a directory that the environment names is not used */
    static Storage create(Consumer<String> warnings) throws LaunchException {
        return create(System.getenv(), warnings);
    }

    static Storage create(Map<String, String> environment, Consumer<String> warnings) throws LaunchException {
        List<String> refused = new ArrayList<>();
        MountFlags mounts = MountFlags.read();
        boolean unpacks = System.getProperty("tallyman.native") == null;
        for (Path parent : candidates(environment)) {
            try {
                String problem = TrustedPath.problemAsParent(parent);
                if (problem != null) {
                    warnings.accept("no files are put into " + parent + ": " + problem + ", who could change what runs here");
                    refused.add(parent + " (" + problem + ")");
                } else if (unpacks && !mounts.canExecute(parent)) {
                    refused.add(parent + " (mounted noexec)");
                } else {
                    removeStale(parent);
                    return new Storage(Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-",
                            PRIVATE));
                }
            } catch (IOException e) {
                refused.add(parent + " (" + e.getClass().getSimpleName() + ")");
            }
        }
        throw new LaunchException("no directory for temporary files: " + String.join(", ", refused)
                + "; name one that is writable" + (unpacks ? " and not mounted noexec" : "") + " in TALLYMAN_STORAGE");
    }

    private static List<Path> candidates(Map<String, String> environment) {
        List<Path> paths = new ArrayList<>();
        for (String name : List.of("TALLYMAN_STORAGE", "XDG_RUNTIME_DIR")) {
            String value = environment.get(name);
            if (value != null && value.startsWith("/")) {
                paths.add(Path.of(value));
            }
        }
        paths.add(Path.of("/run"));
        paths.add(Path.of(System.getProperty("java.io.tmpdir")));
        paths.add(Path.of("/var/tmp"));
        paths.add(Path.of("/dev/shm"));
        return paths;
    }

    /** A killed process leaves its directory behind. The directory is removed once no process has that number. */
    private static void removeStale(Path parent) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(PREFIX)).toList()) {
                String[] words = file.getFileName().toString().split("-");
                if (words.length == 3 && words[1].matches("[0-9]{1,9}")
                        && !Files.exists(Path.of("/proc", words[1]))
                        && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                        && Owner.of(file) == Owner.self()) {
                    delete(file);
                }
            }
        }
    }

    @Override
    public void close() {
        delete(path);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("tallyman: could not remove " + directory + ": " + e);
        }
    }
}
