package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The container image with fewer rights than {@code --privileged}, and with a root that cannot be written to. */
@Category(Heavy.class)
public class ImageRightsIT {
    private static final String SOCKETS = Path.of(Docker.SOCKET).getParent().toString();

    @BeforeClass
    public static void loadImage() throws Exception {
        Docker.makeImage();
        ProductImage.load();
    }

    @AfterClass
    public static void removeImage() throws Exception {
        Docker.docker("rmi", "-f", ProductImage.NAME);
    }

    /** Docker 20.10 does not know the narrower capabilities, and its seccomp profile allows bpf() to this one alone. */
    @Test
    public void shouldTraceWithOneCapabilityUnderDockersOwnProfile() throws Exception {
        try (ImageTrace trace = new ImageTrace(ProductImage.least(ImageTrace.NAME, ProductImage.withSockets(), "-o",
                "json", "--containers"), "docker")) {
            trace.run("least", Docker::run);
            long pid = Long.parseLong(Docker.docker("inspect", "--format", "{{.State.Pid}}", ImageTrace.NAME));
            assertEquals(Set.of(CapabilitiesIT.SYS_ADMIN), CapabilitiesIT.values(pid, "CapPrm"));
            trace.stop();
            trace.assertNamed("least", "docker", Docker.IMAGE);
            trace.assertLeavesItselfOut();
        }
    }

    /** What {@code --privileged} gives beside what is used is given up. */
    @Test
    public void shouldKeepOnlyWhatItUsesOfAllRights() throws Exception {
        try (ImageTrace trace = new ImageTrace(ProductImage.command(ImageTrace.NAME, ProductImage.withSockets(), "-o",
                "json", "--containers"), "docker")) {
            long pid = Long.parseLong(Docker.docker("inspect", "--format", "{{.State.Pid}}", ImageTrace.NAME));
            assertEquals(Set.of(CapabilitiesIT.USED_IN_DOCKER), CapabilitiesIT.values(pid, "CapPrm"));
            assertEquals(Set.of(0L), CapabilitiesIT.values(pid, "CapBnd"));
            trace.stop();
        }
    }

    /** With runc alone: no seccomp profile, and no_new_privs. */
    @Test
    public void shouldTraceWithTheTwoNarrowCapabilities() throws Exception {
        Path bundle = Files.createTempDirectory(Path.of("/var/tmp"), "tm-runc");
        try {
            unpack(Files.createDirectory(bundle.resolve("rootfs")));
            Commands.run("runc", "spec", "--bundle", bundle.toString());
            Path config = bundle.resolve("config.json");
            Files.writeString(config, narrow(JsonParser.parseString(Files.readString(config)).getAsJsonObject()));
            try (Lines trace = Lines.of(List.of("runc", "--root", bundle.resolve("state").toString(), "run", "--bundle",
                    bundle.toString(), "tm-narrow"))) {
                trace.awaitErr("names from docker");
                Truth truth = new Truth(Docker.IMAGE);
                truth.run(Docker::run, "narrow", ImageTrace.COUNT);
                long pid = JsonParser.parseString(Commands.run("runc", "--root", bundle.resolve("state").toString(),
                        "state", "tm-narrow")).getAsJsonObject().get("pid").getAsLong();
                assertEquals(Set.of(CapabilitiesIT.BPF | CapabilitiesIT.PERFMON), CapabilitiesIT.values(pid, "CapPrm"));
                Commands.run("kill", "-TERM", Long.toString(pid));
                trace.awaitEnd();
                assertEquals(2 * ImageTrace.COUNT, truth.check(trace.lines(), trace.stderr()).length);
            }
        } finally {
            Commands.run("rm", "-rf", "--one-file-system", bundle.toString());
        }
    }

    private static void unpack(Path root) throws Exception {
        String container = Docker.docker("create", ProductImage.NAME);
        Commands.run("sh", "-c", String.join(" ", Docker.command("export", container)) + " | tar -C " + root + " -x");
        Docker.docker("rm", container);
    }

    /** The two capabilities, the host's pid and cgroup namespaces, and the daemons' sockets. */
    private static String narrow(JsonObject config) {
        JsonObject process = config.getAsJsonObject("process");
        process.addProperty("terminal", false);
        process.addProperty("noNewPrivileges", true);
        process.add("args", array("/usr/bin/tallyman", "-o", "json", "--containers", "-s",
                "container", "-e", "sched_process_exec,openat,open"));
        process.add("env", array("PATH=/usr/bin", "TALLYMAN_RUN=/dev/shm/tallyman", "TALLYMAN_STORAGE=/dev/shm"));
        JsonObject capabilities = process.getAsJsonObject("capabilities");
        Set.copyOf(capabilities.keySet()).forEach(set -> capabilities.add(set, array("CAP_BPF", "CAP_PERFMON")));
        config.getAsJsonObject("root").addProperty("readonly", true);
        JsonObject sockets = new JsonObject();
        sockets.addProperty("destination", "/run");
        sockets.addProperty("type", "bind");
        sockets.addProperty("source", SOCKETS);
        sockets.add("options", array("rbind", "ro"));
        config.getAsJsonArray("mounts").add(sockets);
        JsonArray kept = new JsonArray();
        config.getAsJsonObject("linux").getAsJsonArray("namespaces").forEach(each -> {
            if (!Set.of("pid", "cgroup").contains(each.getAsJsonObject().get("type").getAsString())) {
                kept.add(each);
            }
        });
        config.getAsJsonObject("linux").add("namespaces", kept);
        config.getAsJsonObject("linux").remove("seccomp");
        return config.toString();
    }

    private static JsonArray array(String... values) {
        JsonArray array = new JsonArray();
        List.of(values).forEach(array::add);
        return array;
    }
}
