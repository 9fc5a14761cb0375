package io.tallyman.engine.internal.record;

import io.tallyman.testing.Stress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(Stress.TIMEOUT_SECONDS)
class RecordQueueStressTest {
    @Test
    void shouldOnlyHaveAllowedOutcomes(@TempDir Path directory) throws Exception {
        Stress.run(RecordQueueStress.class, directory);
    }
}
