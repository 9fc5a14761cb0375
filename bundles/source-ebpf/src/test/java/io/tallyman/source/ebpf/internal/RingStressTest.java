package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@link RingStress} in processes of its own; JCStress exits with a status where it sees a forbidden outcome. */
@Timeout(180)
class RingStressTest {
    @Test
    void shouldOnlyHaveAllowedOutcomes(@TempDir Path directory) throws Exception {
        Process stress = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.openjdk.jcstress.Main", "-t", "RingStress", "-f", "1", "-iters", "3", "-time",
                "200", "-c", "2", "-af", "NONE", "-sc", "false", "-jvmArgs", "-Xmx256m -XX:+UseSerialGC", "-v",
                "-r", directory.toString()).directory(directory.toFile()).redirectErrorStream(true).start();
        String output = new String(stress.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, stress.waitFor(), output);
        assertTrue(output.contains("RingStress.Wakeup") && output.contains("RingStress.Publish")
                && output.contains("RingStress.Commit"), output);
    }
}
