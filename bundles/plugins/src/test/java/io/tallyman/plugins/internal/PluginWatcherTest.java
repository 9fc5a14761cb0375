package io.tallyman.plugins.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.plugins.PluginStatus;
import io.tallyman.plugins.PluginStatus.State;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;

/** In a real framework, on a real directory. */
@Timeout(60)
class PluginWatcherTest {
    @TempDir
    Path top;

    private Framework framework;
    private BundleContext context;
    private Path plugins;
    /** A link to a directory elsewhere. */
    private Path local;
    private PluginWatcher watcher;

    @BeforeEach
    void start() throws Exception {
        plugins = Files.createDirectory(top.resolve("plugins"));
        local = Files.createSymbolicLink(top.resolve("plugins.local"), Files.createDirectory(top.resolve("elsewhere")));
        framework = new FrameworkFactory().newFramework(Map.of(
                "org.osgi.framework.storage", top.resolve("storage").toString(),
                "felix.log.level", "0",
                "org.osgi.framework.system.packages.extra", "io.tallyman.api.output;version=1.3.0"));
        framework.start();
        context = framework.getBundleContext();
    }

    @AfterEach
    void stop() throws Exception {
        if (watcher != null) {
            watcher.close();
        }
        framework.stop();
        framework.waitForStop(5_000);
    }

    private void watch() throws InterruptedException {
        watcher = new PluginWatcher(context, List.of(plugins, local));
        watcher.start(jar -> false);
    }

    private void drop(String file, byte[] content) throws IOException {
        Path hidden = Files.write(top.resolve("half-" + file), content);
        Files.move(hidden, plugins.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The marks of the bundles that run. */
    private Collection<String> marks() {
        TreeSet<String> marks = new TreeSet<>();
        try {
            context.getServiceReferences(Runnable.class, "(mark=*)")
                    .forEach(r -> marks.add((String) r.getProperty("mark")));
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
        return marks;
    }

    private PluginStatus status(String file) {
        return watcher.plugins().stream().filter(p -> p.file().equals(file)).findFirst().orElse(null);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1);
        }
    }

    private PluginStatus awaitState(String file, State state) throws InterruptedException {
        await(() -> status(file) != null && status(file).state() == state);
        return status(file);
    }

    private void assertRefused(String reason, String file, byte[] content) throws Exception {
        int before = context.getBundles().length;
        drop(file, content);
        PluginStatus status = awaitState(file, State.REFUSED);
        assertEquals(reason, status.detail());
        assertEquals(before, context.getBundles().length);
        assertEquals(new TreeSet<>(List.of("fine")), marks());
    }

    @Test
    void shouldRefuseNothingThatWasTakenOutWhileItWasLookedAt() throws Exception {
        drop("a.jar", Jars.good("a", "1.0.0", "A"));
        Plugin plugin = new Plugin(plugins.resolve("a.jar"));
        plugin.look(Stamp.of(plugin.jar()));
        Files.delete(plugin.jar());
        new PluginInstaller(context).follow(List.of(), List.of(plugin), List.of(plugin));
        assertEquals(new PluginStatus("a.jar", State.SETTLING, "", "", ""), plugin.status());
    }

    @Test
    void shouldHaveStartedWhatWasThereWhenItReturns() throws Exception {
        drop("a.jar", Jars.good("a", "1.0.0", "A"));
        drop("b.jar", Jars.good("b", "1.0.0", "B"));
        drop("c.jar", "no".getBytes());
        watch();
        assertEquals(new TreeSet<>(List.of("A", "B")), marks());
        assertEquals(List.of(new PluginStatus("a.jar", State.RUNNING, "a", "1.0.0", ""),
                new PluginStatus("b.jar", State.RUNNING, "b", "1.0.0", "")), watcher.plugins().subList(0, 2));
        assertEquals(State.REFUSED, status("c.jar").state());
    }

    @Test
    void shouldInstallLaterWhatCanWaitAndWhatComesMeanwhileAtOnce() throws Exception {
        drop("a.jar", Jars.good("a", "1.0.0", "A"));
        drop("later.jar", Jars.good("later", "1.0.0", "later"));
        drop("replaced.jar", Jars.good("replaced", "1.0.0", "old"));
        watcher = new PluginWatcher(context, List.of(plugins, local));
        watcher.start(jar -> !jar.endsWith("a.jar"));
        assertEquals(new TreeSet<>(List.of("A")), marks());
        drop("b.jar", Jars.good("b", "1.0.0", "B"));
        drop("replaced.jar", Jars.good("replaced", "1.0.1", "new"));
        await(() -> marks().equals(new TreeSet<>(List.of("A", "B", "new"))));
        assertEquals(State.SETTLING, status("later.jar").state());
        watcher.installRest();
        assertEquals(new TreeSet<>(List.of("A", "B", "later", "new")), marks());
        assertEquals(State.RUNNING, status("later.jar").state());
    }

    @Test
    void shouldNotWaitForTheRestWhenItIsClosed() throws Exception {
        drop("later.jar", Jars.good("later", "1.0.0", "later"));
        watcher = new PluginWatcher(context, List.of(plugins, local));
        watcher.start(jar -> true);
        watcher.close();
        watcher.installRest();
        assertEquals(new TreeSet<>(), marks());
    }

    @Test
    void shouldFollowWhatComesChangesAndGoes() throws Exception {
        watch();
        assertEquals(List.of(), watcher.plugins());
        drop("a.jar", Jars.good("a", "1.0.0", "one"));
        await(() -> marks().contains("one"));
        drop("a.jar", Jars.good("a", "1.0.1", "two"));
        await(() -> marks().equals(new TreeSet<>(List.of("two"))));
        await(() -> status("a.jar").version().equals("1.0.1"));
        Files.delete(plugins.resolve("a.jar"));
        await(() -> marks().isEmpty());
        await(() -> watcher.plugins().isEmpty());
        assertEquals(1, context.getBundles().length);
    }

    @Test
    void shouldReactWithinAQuarterOfASecond() throws Exception {
        watch();
        byte[] content = Jars.good("a", "1.0.0", "one");
        drop("warm.jar", Jars.good("warm", "1.0.0", "warm"));
        await(() -> marks().contains("warm"));
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 7; i++) {
            long start = System.nanoTime();
            drop("a.jar", content);
            await(() -> marks().contains("one"));
            least = Math.min(least, System.nanoTime() - start);
            Files.delete(plugins.resolve("a.jar"));
            await(() -> !marks().contains("one"));
        }
        assertTrue(least < 250_000_000, least + " ns");
    }

    @Test
    void shouldTakeASlowCopyOnceAndWhole() throws Exception {
        watch();
        byte[] content = Jars.good("slow", "1.0.0", "slow");
        int pieces = 7;
        try (OutputStream out = Files.newOutputStream(plugins.resolve("slow.jar"))) {
            for (int i = 0; i < pieces; i++) {
                out.write(content, content.length * i / pieces,
                        content.length * (i + 1) / pieces - content.length * i / pieces);
                out.flush();
                Thread.sleep(170); // longer than between two looks: the copy seems to be over each time
                assertTrue(i == pieces - 1 || marks().isEmpty());
            }
        }
        awaitState("slow.jar", State.RUNNING);
        assertEquals(new TreeSet<>(List.of("slow")), marks());
    }

    @Test
    void shouldRefuseWhatIsNoBundleAndHarmNothing() throws Exception {
        drop("fine.jar", Jars.good("fine", "1.0.0", "fine"));
        watch();
        byte[] random = new byte[4_099];
        new Random(7).nextBytes(random);
        assertRefused("not a jar: zip END header not found", "random.jar", random);
        assertRefused("not a bundle: its manifest has no Bundle-SymbolicName", "plain.jar",
                Jars.bundle("", "1.0.0"));
        assertRefused("its manifest is wrong: invalid version \"1.x\": non-numeric \"x\"", "version.jar",
                Jars.bundle("v", "1.x"));
        assertRefused("its activator has failed: java.lang.IllegalStateException: no luck", "throws.jar",
                Jars.bundle("t", "1.0.0", "Bundle-Activator", Marks.Bad.class.getName(), "Import-Package",
                        "org.osgi.framework"));
        assertRefused("bundle fine 1.0.0 is there already, from fine.jar", "twin.jar",
                Jars.good("fine", "1.0.0", "twin"));
    }

    @Test
    void shouldRefuseWhatReachesIntoTheHouse() throws Exception {
        drop("fine.jar", Jars.good("fine", "1.0.0", "fine"));
        watch();
        assertRefused("it exports io.tallyman.api.event, which is tallyman's own; "
                + "packages of plug-ins have names of their own", "event.jar",
                Jars.good("evil", "1.0.0", "evil", "Export-Package", "x,io.tallyman.api.event;version=\"1.0\""));
        assertRefused("it exports io.tallyman.api.output, which is tallyman's own; "
                + "packages of plug-ins have names of their own", "api.jar",
                Jars.good("io.tallyman.api", "9.0.0", "evil", "Export-Package", "io.tallyman.api.output"));
        assertRefused("it would become a part of system.bundle; fragments are for bundles in plugins/ alone",
                "part.jar", Jars.bundle("part", "1.0.0", "Fragment-Host", "system.bundle;extension:=framework"));
        assertRefused("needs package io.tallyman.api.output [2.0.0,3.0.0), there is 1.3.0", "new.jar",
                Jars.bundle("newer", "1.0.0", "Import-Package", "io.tallyman.api.output;version=\"[2,3)\""));
    }

    @Test
    void shouldTakeALibraryOfOurOwn() throws Exception {
        watch();
        drop("lib.jar", Jars.good("io.tallyman.lib.x", "1.0.0", "lib", "Export-Package", "io.tallyman.lib.x.y"));
        await(() -> marks().contains("lib"));
    }

    @Test
    void shouldStartWhatWasUnresolvedWhenItsPackageComesAndStopItWhenThatGoes() throws Exception {
        drop("a.jar", Jars.bundle("user", "1.0.0", "Import-Package", "some.lib;version=\"[1,2)\""));
        watch();
        assertEquals("needs package some.lib [1.0.0,2.0.0), which nobody has", status("a.jar").detail());
        drop("z.jar", Jars.bundle("lib", "2.0.0", "Export-Package", "some.lib;version=2"));
        awaitState("z.jar", State.RUNNING);
        assertEquals("needs package some.lib [1.0.0,2.0.0), there is 2.0.0", status("a.jar").detail());
        drop("z.jar", Jars.bundle("lib", "1.5.0", "Export-Package", "some.lib;version=1.5"));
        assertEquals("", awaitState("a.jar", State.RUNNING).detail());
        Files.delete(plugins.resolve("z.jar"));
        assertEquals("needs package some.lib [1.0.0,2.0.0), which nobody has",
                awaitState("a.jar", State.REFUSED).detail());
        drop("y.jar", Jars.bundle("lib", "1.6.0", "Export-Package", "some.lib;version=1.6"));
        awaitState("a.jar", State.RUNNING);
    }

    @Test
    void shouldRunTheFormerContentWhereTheNewerIsRefused() throws Exception {
        drop("a.jar", Jars.good("a", "1.0.0", "one"));
        watch();
        Bundle before = bundle("a");
        drop("a.jar", Jars.good("a", "2.0.0", "two", "Import-Package", "org.osgi.framework,not.there"));
        await(() -> !status("a.jar").detail().isEmpty());
        assertEquals(new PluginStatus("a.jar", State.RUNNING, "a", "1.0.0", "runs as before, the newer content is "
                + "refused: needs package not.there, which nobody has"), status("a.jar"));
        assertEquals(new TreeSet<>(List.of("one")), marks());
        assertSame(before, bundle("a"));
        drop("lib.jar", Jars.bundle("lib", "1.0.0", "Export-Package", "not.there"));
        await(() -> marks().equals(new TreeSet<>(List.of("two"))));
        await(() -> status("a.jar").detail().isEmpty() && status("a.jar").version().equals("2.0.0"));
    }

    @Test
    void shouldTakeTheTwinWhenTheFirstGoes() throws Exception {
        drop("a.jar", Jars.good("same", "1.0.0", "one"));
        drop("b.jar", Jars.good("same", "1.0.0", "two"));
        watch();
        assertEquals(new TreeSet<>(List.of("one")), marks());
        assertEquals("bundle same 1.0.0 is there already, from a.jar", status("b.jar").detail());
        Files.delete(plugins.resolve("a.jar"));
        await(() -> marks().equals(new TreeSet<>(List.of("two"))));
    }

    @Test
    void shouldRefuseWhatOthersMayWriteUntilItIsMended() throws Exception {
        Path jar = plugins.resolve("a.jar");
        watch();
        Path hidden = Files.write(top.resolve("half"), Jars.good("a", "1.0.0", "one"));
        Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.move(hidden, jar);
        assertEquals(jar.toRealPath() + " can be written to by others, who could change what runs here; chmod go-w "
                + jar.toRealPath(), awaitState("a.jar", State.REFUSED).detail());
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        awaitState("a.jar", State.RUNNING);
        assertEquals(new TreeSet<>(List.of("one")), marks());
    }

    @Test
    void shouldNotChangeUnderABundleWhoseJarIsWrittenOver() throws Exception {
        drop("a.jar", Jars.good("a", "1.0.0", "one"));
        watch();
        byte[] random = new byte[100_003];
        Files.write(plugins.resolve("a.jar"), random);
        await(() -> status("a.jar").detail().startsWith("runs as before, the newer content is refused: not a jar"));
        assertNotNull(bundle("a").loadClass(Marks.Bad.class.getName()));
        assertEquals(new TreeSet<>(List.of("one")), marks());
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles()).filter(b -> name.equals(b.getSymbolicName())).findFirst()
                .orElseThrow();
    }

    @Test
    void shouldFollowASecondDirectoryAsWell() throws Exception {
        drop("a.jar", Jars.good("a", "1.0.0", "A"));
        Files.write(local.resolve("b.jar"), Jars.good("b", "1.0.0", "B"));
        watch();
        assertEquals(new TreeSet<>(List.of("A", "B")), marks());
        drop("half-c", Jars.good("c", "1.0.0", "C"));
        Files.move(plugins.resolve("half-c"), local.resolve("c.jar"), StandardCopyOption.ATOMIC_MOVE);
        await(() -> marks().contains("C"));
        // the same file name in both directories is no replacement
        Files.write(local.resolve("a.jar"), Jars.good("d", "1.0.0", "D"));
        await(() -> marks().contains("D"));
        assertEquals(new TreeSet<>(List.of("A", "B", "C", "D")), marks());
        Files.delete(plugins.resolve("a.jar"));
        Files.delete(local.resolve("b.jar"));
        await(() -> marks().equals(new TreeSet<>(List.of("C", "D"))));
        await(() -> watcher.plugins().size() == 2);
    }
}
