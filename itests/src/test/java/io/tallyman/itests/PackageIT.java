package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.tallyman.testing.ManagerSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The Debian package in a Debian of its own: installed, run as its unit runs it, upgraded, removed and purged. */
@Category(Heavy.class)
public class PackageIT {
    private static final Path DISTRIBUTION = Tallyman.HOME.resolve("../..").normalize();
    private static final Path UNIT = DISTRIBUTION.resolve("package/tallyman.service");
    private static final String OUTPUT = "/etc/tallyman/io.tallyman.output-all.cfg";
    private static final int COUNT = 5;
    /** What systemd-analyze may count at most, in tenths. */
    private static final int EXPOSURE = 30;

    private static Path older;
    private static Path newer;

    @BeforeClass
    public static void build() throws Exception {
        newer = build("9.8.7");
        older = build("0.0.1");
    }

    private static Path build(String version) throws IOException, InterruptedException {
        Commands.run("env", "TALLYMAN_PACKAGE_VERSION=" + version, DISTRIBUTION.resolve("package/build").toString());
        return DISTRIBUTION.resolve("target/tallyman_" + version + "_amd64.deb");
    }

    @AfterClass
    public static void remove() throws IOException {
        Files.deleteIfExists(newer);
        Files.deleteIfExists(older);
    }

    @Test
    public void shouldBeAsDebianWantsPackages() throws Exception {
        assertEquals("", Commands.run("lintian", "--allow-root", "--fail-on", "error,warning", newer.toString()));
    }

    @Test
    public void shouldHaveAUnitThatIsAllowedLittle() throws Exception {
        Commands.run("systemd-analyze", "security", "--offline=true", "--threshold=" + EXPOSURE, UNIT.toString());
    }

    @Test
    public void shouldBeInstalledRunUpgradedRemovedAndPurged() throws Exception {
        try (BareRoot root = BareRoot.debian()) {
            root.run("apt-get", "-q", "update");
            root.run("apt-get", "-q", "-y", "--no-install-recommends", "install", "systemd");
            install(root, older);
            root.run("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/tallyman.service");
            assertEquals("enabled", root.run("systemctl", "is-enabled", "tallyman").strip());
            assertTrue(root.run("tallyman", "--version").startsWith("tallyman "));
            Files.writeString(root.path(OUTPUT), """
                    printer = json
                    destination = file
                    path = /var/log/tallyman/all.json
                    events = sched_process_exec
                    scope = container
                    containers = true
                    """);
            run(root);
            Files.writeString(root.path("/etc/default/tallyman"), "TALLYMAN_OPTIONS=\"--buffer 32M\"\n");
            install(root, newer);
            assertEquals("9.8.7", root.run("dpkg-query", "-W", "-f", "${Version}", "tallyman"));
            assertEquals("TALLYMAN_OPTIONS=\"--buffer 32M\"\n", Files.readString(root.path("/etc/default/tallyman")));
            assertTrue(Files.exists(root.path(OUTPUT)));
            root.run("apt-get", "-q", "-y", "remove", "tallyman");
            assertFalse(Files.exists(root.path("/usr/lib/tallyman")));
            assertTrue(Files.exists(root.path(OUTPUT)));
            root.run("apt-get", "-q", "-y", "purge", "tallyman");
            assertEquals("", root.run("find", "/etc", "/usr", "/var", "/opt", "-iname", "*tallyman*"));
        }
    }

    private static void install(BareRoot root, Path file) throws IOException, InterruptedException {
        Path inside = root.path("/tmp").resolve(file.getFileName());
        Files.copy(file, inside);
        root.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "--no-install-recommends", "-o",
                "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold", "install",
                "/tmp/" + inside.getFileName());
        Files.delete(inside);
    }

    /** The unit's command with the unit's capabilities, and with a plug-in in the administrator's directory. */
    private static void run(BareRoot root) throws Exception {
        Files.createDirectories(root.path("/var/log/tallyman"));
        Path own = root.path("/usr/lib/tallyman/plugins");
        Path local = root.path("/var/lib/tallyman/plugins");
        Commands.run("sh", "-c", "mv '" + own + "'/io.tallyman.printer.json-* '" + local + "'");
        root.mount(Path.of(Docker.SOCKET).getParent(), "run");
        Path file = root.path("/var/log/tallyman/all.json");
        try (ManagerSocket manager = ManagerSocket.at("@tm-package-" + ProcessHandle.current().pid());
                Lines service = Lines.of(root.commandWith(List.of("NOTIFY_SOCKET=" + manager.name(),
                        "TALLYMAN_STORAGE=/run/tallyman"), unitCommand()))) {
            assertEquals("READY=1\nSTATUS=1 of 1 output runs", manager.receive());
            Until.holds("docker names its containers", () -> {
                Docker.run("package-before", "/bin/true");
                return Files.readString(file).contains("\"name\":\"package-before\"");
            });
            for (int i = 0; i < COUNT; i++) {
                Docker.run("package-" + i, "/bin/ls", "/truth/package-" + i);
            }
            service.interrupt();
        }
        assertEquals(COUNT, Files.readAllLines(file).stream().filter(line -> line.contains("/truth/package-")
                && line.contains("\"enrichment\":\"complete\"") && line.contains("\"name\":\"package-")).count());
    }

    private static String[] unitCommand() throws IOException {
        String unit = Files.readString(UNIT);
        String capabilities = value(unit, "CapabilityBoundingSet").toLowerCase(Locale.ROOT)
                .replace("cap_", "+").replace(' ', ',');
        String command = value(unit, "ExecStart").replace("$TALLYMAN_OPTIONS", "").strip();
        return ("setpriv --bounding-set=-all," + capabilities + " --inh-caps=-all --no-new-privs " + command)
                .split(" ");
    }

    private static String value(String unit, String key) {
        Matcher matcher = Pattern.compile("(?m)^" + key + "=(.*)$").matcher(unit);
        assertTrue(key, matcher.find());
        return matcher.group(1);
    }
}
