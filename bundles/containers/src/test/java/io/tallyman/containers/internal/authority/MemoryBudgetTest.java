package io.tallyman.containers.internal.authority;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(1_001, 101);

    @Test
    void givesEachAuthorityAShareOfItsOwn() {
        assertTrue(budget.take(Authority.ofUser(1007), 101));
        assertFalse(budget.take(Authority.ofUser(1007), 1));
        assertTrue(budget.take(Authority.inside("/docker/x"), 101));
        assertTrue(budget.take(Authority.MACHINE, 1_001));
        assertFalse(budget.take(Authority.MACHINE, 1));
    }

    @Test
    void givesOneMoreNoShareUntilAnotherEnds() {
        for (int i = 1; i <= MemoryBudget.MOST_OTHERS; i++) {
            assertTrue(budget.take(Authority.inside("/docker/" + i), 7));
        }
        assertFalse(budget.take(Authority.ofUser(1007), 7));
        assertTrue(budget.take(Authority.MACHINE, 7), "the machine has a share in any case");
        assertTrue(budget.take(Authority.inside("/docker/3"), 7));
        budget.give(Authority.inside("/docker/3"), 7);
        assertFalse(budget.take(Authority.ofUser(1007), 7));
        budget.give(Authority.inside("/docker/3"), 7);
        assertTrue(budget.take(Authority.ofUser(1007), 7));
        assertEquals(7, budget.taken(Authority.ofUser(1007)));
    }
}
