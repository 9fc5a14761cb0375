package io.tallyman.filter.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.container.Metadata;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterException;
import io.tallyman.testing.Containers;
import io.tallyman.testing.RecordBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the process of an event came into its container. */
class OriginFieldTest {
    private static final EventView HOST = RecordBuilder.of("openat").origin(ProcessOrigin.ATTACHED).view();

    private final FilterCompilerService compiler = new FilterCompilerService();

    private EventFilter compile(String expression) throws FilterException {
        return compiler.compile(List.of(expression));
    }

    private List<ProcessOrigin> passing(String expression) throws FilterException {
        EventFilter filter = compile(expression);
        return Arrays.stream(ProcessOrigin.values()).filter(origin -> filter.test(
                RecordBuilder.of("openat").origin(origin).view(Containers.complete(3)))).toList();
    }

    @Test
    void shouldPassTheOriginsThatAreNamed() throws FilterException {
        assertEquals(List.of(ProcessOrigin.EXEC), passing("origin=exec"));
        assertEquals(List.of(ProcessOrigin.UNKNOWN, ProcessOrigin.ATTACHED), passing("origin=attached,unknown"));
        assertEquals(List.of(ProcessOrigin.NONE, ProcessOrigin.UNKNOWN, ProcessOrigin.RUNTIME, ProcessOrigin.ENTRYPOINT,
                ProcessOrigin.ATTACHED, ProcessOrigin.HEALTHCHECK), passing("origin!=exec"));
        assertEquals(List.of(ProcessOrigin.EXEC), passing("openat.scope.origin=exec"));
        assertFalse(compile("origin=attached").test(HOST));
        assertTrue(compile("origin!=attached").test(HOST));
    }

    @Test
    void shouldSayWhatItNeeds() throws FilterException {
        assertTrue(compile("origin=exec").needsOrigins());
        assertTrue(compile("openat.scope.origin!=exec").needsOrigins());
        assertFalse(compile("comm=exec").needsOrigins());
        assertEquals(Metadata.NAME, compile("origin!=healthcheck").needs());
        assertEquals(Metadata.NAME, compile("openat.scope.origin=exec").needs());
        assertTrue(compile("origin=exec").impliesContainer());
        assertFalse(compile("origin!=exec").impliesContainer());
    }

    @Test
    void shouldCompareTheIdOfTheExec() throws FilterException {
        EventView exec = RecordBuilder.of("openat").origin(ProcessOrigin.EXEC).exec(7, 77, "e5c0ffee17")
                .view(Containers.complete(3));
        assertTrue(compile("execId=e5c0ffee17").test(exec));
        assertTrue(compile("execId=b,e5*").test(exec));
        assertFalse(compile("execId!=*17").test(exec));
        assertFalse(compile("execId=e5c0ffee1").test(exec));
        assertFalse(compile("execId=*").test(HOST));
        assertTrue(compile("execId!=e5*").test(HOST));
        assertTrue(compile("execId=e5*").needsOrigins());
        assertTrue(compile("execId=e5*").impliesContainer());
    }

    @Test
    void shouldRefuseWordsThatCanNeverMatch() {
        assertEquals("filter field 'origin' cannot be 'exce', did you mean 'exec'?; there are: unknown, runtime, entrypoint, "
                + "exec, attached, healthcheck", assertThrows(FilterException.class, () -> compile("origin=exce")).getMessage());
        assertThrows(FilterException.class, () -> compile("origin=none"));
    }
}
