package io.tallyman.plugins.internal;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderClauseTest {
    @Test
    void shouldPartClausesOutsideOfQuotesOnly() {
        List<HeaderClause> clauses = HeaderClause.parse(
                "a.b;c.d;version=\"[1,2)\";uses:=\"x,y;z\" , e ;resolution:=optional, ");
        assertEquals(List.of(
                new HeaderClause(List.of("a.b", "c.d"), Map.of("version", "[1,2)", "uses:", "x,y;z")),
                new HeaderClause(List.of("e"), Map.of("resolution:", "optional"))), clauses);
        assertFalse(clauses.get(0).isOptional());
        assertTrue(clauses.get(1).isOptional());
    }

    @Test
    void shouldFindNothingInNothing() {
        assertEquals(List.of(), HeaderClause.parse(null));
        assertEquals(List.of(), HeaderClause.parse(" ,; "));
        assertEquals(List.of(), HeaderClause.parse("version=1"));
    }
}
