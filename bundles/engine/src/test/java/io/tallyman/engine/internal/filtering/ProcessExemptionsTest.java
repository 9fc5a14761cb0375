package io.tallyman.engine.internal.filtering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.ProcessView;
import io.tallyman.engine.internal.process.ProcessImage;
import io.tallyman.engine.internal.session.Session;
import io.tallyman.testing.PassingFilter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessExemptionsTest {
    private static final int ROOT = 11;

    private final ToldFilter filter = new ToldFilter();
    private long generation;
    private final ProcessExemptions exemptions = new ProcessExemptions(filter);
    private final ProcessImage root = new ProcessImage(ROOT, 1_009, "/bin/sh", null);
    private final ProcessImage inside = new ProcessImage(13, 1_013, "/bin/sh", root);
    private final ProcessImage outside = new ProcessImage(17, 1_019, "/bin/sh", null);

    private static Session session(Integer... roots) {
        return FakeSessions.with(new PassingFilter() {
            @Override
            public boolean isOutside(ProcessView process) {
                for (ProcessView p = process; p != null; p = p.parent()) {
                    if (Set.of(roots).contains(p.hostPid())) {
                        return false;
                    }
                }
                return roots.length > 0;
            }

            @Override
            public Set<Integer> roots() {
                return Set.of(roots);
            }
        });
    }

    private void sessions(Session... now) {
        exemptions.begin(now, ++generation);
    }

    private List<String> told(ProcessImage... programs) {
        for (ProcessImage program : programs) {
            exemptions.read(program);
        }
        exemptions.tell();
        return filter.told();
    }

    @Test
    void shouldExemptEachProcessOnceInAGeneration() {
        sessions(session(ROOT), session(), session(17));
        assertEquals(List.of("11@1009:4", "13@1013:4", "17@1019:1"), told(root, inside, outside, null, outside));
        assertEquals(List.of(), told(root, inside, outside, outside.next("/bin/ls")));
        sessions(session(ROOT));
        assertEquals(List.of("17@1019:1"), told(root, inside, outside));
        sessions(session());
        assertEquals(List.of(), told(root, inside, outside));
    }

    @Test
    void shouldNotTellOfWhatWasFoundForFormerSessions() {
        sessions(session(ROOT));
        exemptions.read(outside);
        sessions(session(17));
        assertEquals(List.of(), told());
        assertEquals(List.of("11@1009:1"), told(root, outside));
    }

    @Test
    void shouldTellOfNoneThatHasEndedAndForgetThoseThatWereTold() {
        sessions(session(ROOT));
        exemptions.read(outside);
        exemptions.ended(outside.next("/bin/ls"));
        assertEquals(List.of(), told());
        ProcessImage other = new ProcessImage(19, 1_021, "/bin/sh", null);
        assertEquals(List.of("19@1021:1"), told(other));
        exemptions.ended(other.next("/bin/ls"));
        exemptions.ended(null);
        assertEquals(List.of("19 forgotten"), filter.told());
    }
}
