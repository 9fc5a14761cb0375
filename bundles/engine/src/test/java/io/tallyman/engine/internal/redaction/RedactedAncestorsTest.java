package io.tallyman.engine.internal.redaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tallyman.api.event.AncestorView;
import io.tallyman.testing.FakeAncestor;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedactedAncestorsTest {
    private static final List<AncestorView> LINE = List.of(
            FakeAncestor.of(17, null, "/bin/mysql", "mysql", "--password=hunter2 or so", "-e", "select 1"),
            FakeAncestor.of(13, null, "/bin/sh", "sh", "-c", "run", ""));

    private static List<AncestorView> redacted(String rules, List<AncestorView> line) {
        return new Redaction(RedactionRules.parse(rules)).apply(line);
    }

    @Test
    void shouldHideInArgumentsOfAncestorsWhatIsHiddenInThoseOfAnExec() {
        List<AncestorView> shown = redacted("default", LINE);
        assertEquals(List.of("mysql", "--password=***", "-e", "select 1"), shown.get(0).argv());
        assertEquals(List.of("sh", "-c", "run", ""), shown.get(1).argv());
        assertEquals("/bin/mysql", shown.get(0).executable());
        assertEquals(17, shown.get(0).hostPid());
        assertEquals(1_000_000_000_017L, shown.get(0).processStart());
    }

    @Test
    void shouldHideInTheProgramWhatIsHiddenInAllTexts() {
        AncestorView shown = redacted("*:my(?:sql)", LINE).get(0);
        assertEquals("/bin/***", shown.executable());
        assertEquals("***", shown.argv().get(0));
    }

    @Test
    void shouldMakeNothingAnewWhereNothingHasChanged() {
        assertSame(LINE, redacted("envp:x+", LINE));
        Redaction rules = new Redaction(RedactionRules.parse("default"));
        assertSame(rules.apply(LINE), rules.apply(LINE));
    }
}
