package io.tallyman.source.ebpf.internal.ring;

import io.tallyman.testing.Stress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(Stress.TIMEOUT_SECONDS)
class RingStressTest {
    @Test
    void shouldOnlyHaveAllowedOutcomes(@TempDir Path directory) throws Exception {
        Stress.run(RingStress.class, directory);
    }
}
