package io.tallyman.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The compiled classes of all bundles, and the bundle that each package of the sources belongs to. */
final class Bundles {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    private final Map<String, String> bundleOfPackage = new HashMap<>();
    private final List<String> divided = new ArrayList<>();
    private final Set<String> names = new TreeSet<>();
    private JavaClasses classes;

    private Bundles() {
    }

    static String document() throws IOException {
        return Files.readString(TOP.resolve("ARCHITECTURE.md"));
    }

    /** Reads all bundles. The build has compiled them before, as this module depends on the product. */
    static Bundles read() throws IOException {
        Bundles bundles = new Bundles();
        for (Path bundle : list(TOP.resolve("bundles"))) {
            bundles.addSources(bundle.getFileName().toString(), bundle.resolve("src/main/java"));
            for (Path generated : list(bundle.resolve("target/generated-sources"))) {
                bundles.addSources(bundle.getFileName().toString(), generated);
            }
        }
        List<Path> compiled = new ArrayList<>();
        for (String name : bundles.names) {
            Path classes = TOP.resolve("bundles").resolve(name).resolve("target/classes/io/tallyman");
            if (!Files.isDirectory(classes)) {
                throw new IllegalStateException(classes + " is not there: the bundle is not compiled");
            }
            compiled.add(classes);
        }
        // a bundle may hold a copy of another one's package (bnd's conditionalpackage); the importer keeps one of the two
        bundles.classes = new ClassFileImporter().importPaths(compiled);
        return bundles;
    }

    private static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }

    private void addSources(String bundle, Path sources) throws IOException {
        if (!Files.isDirectory(sources)) {
            return;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java") && Files.isRegularFile(file))
                    .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.')).distinct()
                    .forEach(name -> addPackage(bundle, name));
        }
    }

    private void addPackage(String bundle, String name) {
        names.add(bundle);
        String other = bundleOfPackage.putIfAbsent(name, bundle);
        if (other != null && !other.equals(bundle)) {
            divided.add(name + " is in bundles/" + other + " and in bundles/" + bundle);
        }
    }

    JavaClasses classes() {
        return classes;
    }

    /** The directories below {@code bundles/} that have Java sources, such as {@code engine}. */
    Set<String> names() {
        return names;
    }

    Set<String> packages() {
        return new TreeSet<>(bundleOfPackage.keySet());
    }

    /** Packages whose sources are in two bundles, each as a sentence. */
    List<String> divided() {
        return divided;
    }

    /** The bundle that has the sources of a package. */
    String bundleOf(String packageName) {
        return bundleOfPackage.get(packageName);
    }
}
