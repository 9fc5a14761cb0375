package io.tallyman.itests;

import static org.ops4j.pax.exam.CoreOptions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The product's bundles for a Felix that Pax Exam starts: without its launcher, as its own files. */
final class ProductInFelix {
    /** From this Java on what libraries cannot do without is warned of unless it is allowed. */
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private ProductInFelix() {
    }

    /**
     * The bundles that stay, and a watched {@code plugins/} with the others, whose home the framework can tell. All classes
     * share one framework, which is started with what the first class asks for.
     */
    static Option[] product() throws IOException {
        Path home = Files.createTempDirectory(Path.of(System.getProperty("tallyman.results")), "home");
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        for (Path jar : jars("plugins")) {
            Files.copy(jar, plugins.resolve(jar.getFileName()));
        }
        List<Option> options = framework();
        options.addAll(bundles("system"));
        options.add(frameworkProperty("tallyman.home").value(home.toString()));
        // what the watcher needs of the launcher
        for (Path jar : jars("lib")) {
            if (jar.getFileName().toString().startsWith("io.tallyman.launcher-")) {
                options.add(bootClasspathLibrary(jar.toUri().toString()));
                options.add(systemPackage("io.tallyman.launcher;version=1.0.0"));
            }
        }
        return options.toArray(Option[]::new);
    }

    private static List<Option> framework() {
        List<Option> options = new ArrayList<>(List.of(junitBundles(),
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"),
                systemProperty("pax.exam.osgi.unresolved.fail").value("true"),
                systemProperty("jna.nosys").value("false"), systemProperty("jna.nounpack").value("true"),
                vmOptions("-XX:+UseSerialGC", "-Xmx64m", "-XX:MaxDirectMemorySize=8g"),
                frameworkProperty("org.osgi.framework.storage.clean").value("onFirstInit")));
        for (String name : List.of("tallyman.results", "tallyman.calls")) {
            options.add(systemProperty(name).value(System.getProperty(name)));
        }
        for (String name : List.of(Amount.ALL, "tallyman.cycles")) {
            if (System.getProperty(name) != null) {
                options.add(systemProperty(name).value(System.getProperty(name)));
            }
        }
        options.add(systemProperty(Docker.SOCKET_PROPERTY).value(Docker.SOCKET));
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            options.add(vmOptions("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        return options;
    }

    private static List<Option> bundles(String directory) throws IOException {
        List<Option> bundles = new ArrayList<>();
        for (Path jar : jars(directory)) {
            String name = jar.getFileName().toString();
            if (!isLaunchers(name)) {
                bundles.add(bundle(jar.toUri().toString()));
            }
        }
        return bundles;
    }

    /** The shell serves the launcher, and Pax Exam brings a log service of its own. */
    private static boolean isLaunchers(String name) {
        return name.startsWith("io.tallyman.shell-") || name.startsWith("org.apache.felix.log-")
                || name.startsWith("org.apache.felix.fileinstall-");
    }

    private static List<Path> jars(String directory) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("tallyman.home"), directory))) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }
}
