package io.tallyman.containers.internal.attribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CgroupMapTest {
    private final TableState host = new TableState(null);

    @Test
    void holdsTheSameAsAnOrdinaryMapThroughManyChanges() {
        CgroupMap map = new CgroupMap();
        Map<Long, Cgroup> model = new HashMap<>();
        Random random = new Random(20_261_122);
        for (int i = 0; i < 300_007; i++) {
            // few distinct ids, half of them differing in the upper bits alone, make collisions and long runs
            long id = random.nextInt(1_500) + (random.nextBoolean() ? 1L << 32 : 0);
            if (random.nextInt(5) < 3) {
                Cgroup cgroup = Cgroup.unannounced(id, host);
                map.put(cgroup);
                model.put(id, cgroup);
            } else if (model.containsKey(id)) {
                map.remove(model.remove(id));
            }
            assertSame(model.get(id), map.get(id));
        }
        assertEquals(model.size(), map.size());
        for (long id = 0; id < 1_500; id++) {
            assertSame(model.get(id), map.get(id));
            assertSame(model.get(id + (1L << 32)), map.get(id + (1L << 32)));
        }
    }

    @Test
    void doesNotRemoveWhoHasTakenOverAnId() {
        CgroupMap map = new CgroupMap();
        Cgroup former = Cgroup.unannounced(7, host);
        Cgroup latter = Cgroup.unannounced(7, host);
        map.put(former);
        map.put(latter);
        map.remove(former);
        assertSame(latter, map.get(7));
        map.remove(latter);
        assertNull(map.get(7));
        assertEquals(0, map.size());
    }
}
