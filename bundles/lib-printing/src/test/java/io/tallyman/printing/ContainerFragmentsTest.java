package io.tallyman.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Container;
import io.tallyman.testing.Containers;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ContainerFragmentsTest {
    private final ContainerFragments fragments = new ContainerFragments(c -> new byte[c == null ? 0 : 7]);

    @Test
    void encodesASnapshotOnceAndTheNextOneAnew() {
        byte[] first = fragments.of(Containers.complete(1));
        assertSame(first, fragments.of(Containers.complete(1)));
        assertNotSame(first, fragments.of(Containers.complete(65)));
    }

    @Test
    void growsUntilAllLiveSnapshotsAreKept() {
        Container[] live = LongStream.range(0, 10_007).mapToObj(i -> Containers.complete(3 * i))
                .toArray(Container[]::new);
        for (int round = 0; round < 20; round++) {
            for (Container container : live) {
                fragments.of(container);
                fragments.of(container);
            }
        }
        for (Container container : live) {
            assertSame(fragments.of(container), fragments.of(container));
        }
        assertTrue(fragments.slots() <= ContainerFragments.MAX_SLOTS);
    }

    @Test
    void staysSmallWhereContainersComeAndGo() {
        for (int i = 0; i < 100_003; i++) {
            fragments.of(Containers.complete(i));
            fragments.of(Containers.complete(i));
        }
        assertEquals(64, fragments.slots());
    }
}
