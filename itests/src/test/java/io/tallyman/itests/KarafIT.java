package io.tallyman.itests;

import static org.junit.Assert.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** The product's feature in an Apache Karaf as it is downloaded, driven by Karaf's own console. */
public class KarafIT {
    private static final Pattern BUNDLE = Pattern.compile("mvn:([^/<]+)/([^/<]+)/([^/<]+)<");
    private static final Path RESULTS = Path.of(System.getProperty("tallyman.results"));

    /** A Karaf of our own, with the feature to be installed at its start and the bundles in its repository. */
    private static Path install() throws IOException, InterruptedException {
        Path karaf = Files.createTempDirectory(RESULTS, "karaf");
        Commands.run("cp", "-a", System.getProperty("tallyman.karaf") + "/.", karaf.toString());
        Path features = Tallyman.HOME.resolve("karaf/features.xml");
        Matcher bundle = BUNDLE.matcher(Files.readString(features));
        while (bundle.find()) {
            String file = bundle.group(2) + "-" + bundle.group(3) + ".jar";
            Path from = Stream.of("system", "plugins").map(d -> Tallyman.HOME.resolve(d).resolve(file))
                    .filter(Files::exists).findFirst().orElseThrow(() -> new AssertionError("not in the product: " + file));
            Path directory = Files.createDirectories(karaf.resolve("system").resolve(bundle.group(1).replace('.', '/'))
                    .resolve(bundle.group(2)).resolve(bundle.group(3)));
            Files.copy(from, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path settings = karaf.resolve("etc/org.apache.karaf.features.cfg");
        Files.writeString(settings, Files.readString(settings)
                .replaceFirst("featuresRepositories = ", "$0 " + features.toUri() + ", ")
                .replaceFirst("featuresBoot = ", "$0 tallyman, "));
        return karaf;
    }

    /** The console, by its standard streams. */
    private static final class Console implements AutoCloseable {
        private final Process process;
        private final StringBuffer said = new StringBuffer();
        private final Thread reader = new Thread(this::read);

        Console(Path karaf) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(karaf.resolve("bin/karaf").toString()).redirectErrorStream(true);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            process = builder.start();
            reader.start();
        }

        private void read() {
            try {
                byte[] bytes = new byte[8192];
                for (int count; (count = process.getInputStream().read(bytes)) >= 0;) {
                    said.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                said.append(e);
            }
        }

        void type(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        boolean hasSaid(String pattern) {
            return Pattern.compile(pattern).matcher(said).find();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            type("logout");
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            reader.join();
        }
    }

    @Test
    public void shouldTraceInKarafByItsFeature() throws Exception {
        Path file = Files.createTempFile(RESULTS, "karaf", ".json");
        Path karaf = install();
        try (Console console = new Console(karaf)) {
            // commands are there when their bundle is started, which nothing tells
            Until.holds("the feature is installed", () -> {
                console.type("trace:show destinations");
                Thread.sleep(500);
                return console.hasSaid("webhook");
            });
            console.type("trace:start -o json:" + file + " -e sched_process_exec -s comm=true");
            Until.holds("a trace starts", () -> console.hasSaid("started trace-1"));
            for (int i = 0; i < 7; i++) {
                Commands.run("/bin/true", "tm-karaf");
            }
            console.type("trace:stop --json trace-1");
            Until.holds("the trace ends", () -> console.hasSaid("\"emitted\":\\d+,\"read\":\\d+,\"lost\":0,"));
            try (Stream<String> lines = Files.lines(file)) {
                assertEquals(7, lines.filter(l -> l.contains("\"sched_process_exec\"") && l.contains("tm-karaf")).count());
            }
        } finally {
            Commands.run("rm", "-r", karaf.toString());
        }
    }
}
