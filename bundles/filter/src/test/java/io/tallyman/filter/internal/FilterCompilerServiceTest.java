package io.tallyman.filter.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import io.tallyman.testing.Allocation;
import io.tallyman.testing.Containers;
import io.tallyman.testing.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterCompilerServiceTest {
    private static final Container WEB = Containers.complete(1, "web-1", "nginx:1.27",
            Map.of("com.example.tier", "front"), Containers.POD, List.of());
    private static final Container OLD = Containers.unnamed(2, Enrichment.PENDING, "");
    private static final EventView IN_WEB = record("nginx").view(WEB);
    private static final EventView IN_OLD = record("sh").view(OLD);
    private static final EventView ON_HOST = record("bash").view();

    private final FilterCompilerService compiler = new FilterCompilerService();

    private static RecordBuilder record(String comm) {
        return RecordBuilder.of("openat").comm(comm).uts("node-7").hostTask(4712, 4711, 1).uid(1007)
                .namespaces(4_026_531_841L, 4_026_531_836L);
    }

    private boolean passes(EventView event, String... expressions) throws FilterException {
        return compiler.compile(List.of(expressions)).test(event);
    }

    @Test
    void shouldLetEverythingPassWithoutExpressions() throws FilterException {
        assertTrue(passes(ON_HOST));
        assertTrue(passes(IN_WEB));
    }

    @Test
    void shouldTellContainersFromHost() throws FilterException {
        assertTrue(passes(IN_WEB, "container"));
        assertFalse(passes(ON_HOST, "container"));
        assertTrue(passes(ON_HOST, "!container"));
        assertFalse(passes(IN_WEB, "not-container"));
    }

    @Test
    void shouldTellNewStartedAndNamedContainers() throws FilterException {
        assertTrue(passes(IN_WEB, "container=new"));
        assertFalse(passes(IN_OLD, "container=new"));
        assertTrue(passes(IN_WEB, "container=started"));
        assertFalse(passes(IN_OLD, "container=started"));
        assertTrue(passes(IN_WEB, "container=" + Containers.ID.substring(0, 7)));
        assertFalse(passes(IN_WEB, "container=f" + Containers.ID.substring(0, 7)));
        assertFalse(passes(ON_HOST, "container=new,started"));
    }

    @Test
    void shouldTakeValuesOfOneFieldAsAlternativesAndFieldsTogether() throws FilterException {
        assertTrue(passes(IN_WEB, "comm=sh,nginx"));
        assertTrue(passes(IN_WEB, "comm=sh", "comm=nginx"));
        assertTrue(passes(IN_WEB, "comm=sh comm=nginx pid=4711"));
        assertFalse(passes(IN_WEB, "comm=nginx", "pid=4713"));
        assertFalse(passes(IN_WEB, "comm!=sh", "comm!=nginx"));
        assertFalse(passes(IN_WEB, "comm!=sh,nginx"));
        assertTrue(passes(IN_WEB, "uid>1000 uid<1008"));
        assertFalse(passes(IN_WEB, "uid>1000 uid<1007"));
    }

    @Test
    void shouldCompareNumbersInEveryWay() throws FilterException {
        for (String right : List.of("pid=4711", "pid!=4710", "pid<4712", "pid<=4711", "pid>4710", "pid>=4711",
                "pid=0x1267", "tid=4712", "ppid=1", "mntns=4026531841", "pidns=4026531836")) {
            assertTrue(passes(ON_HOST, right), right);
        }
        for (String wrong : List.of("pid=4712", "pid!=4711", "pid<4711", "pid<=4710", "pid>4711", "pid>=4712")) {
            assertFalse(passes(ON_HOST, wrong), wrong);
        }
    }

    @Test
    void shouldMatchPrefixSuffixAndPart() throws FilterException {
        for (String right : List.of("comm=ngin*", "comm=*inx", "comm=*gin*", "comm=*", "containerName=web-*",
                "containerImage=*1.27", "uts=node*", "podNamespace=shop", "label.com.example.tier=fr*",
                "label.com.example.tier", "runtime=docker", "podSandbox=false")) {
            assertTrue(passes(IN_WEB, right), right);
        }
        for (String wrong : List.of("comm=gin*", "comm=*ngi", "comm=*x*y*", "containerName=web", "label.tier",
                "!label.com.example.tier", "label.com.example.tier=back", "podSandbox=true")) {
            assertFalse(passes(IN_WEB, wrong), wrong);
        }
        assertFalse(passes(ON_HOST, "containerName=*"));
        assertTrue(passes(ON_HOST, "containerName!=web-1"));
    }

    @Test
    void shouldTellWhichEventsCanPass() throws FilterException {
        int openat = Catalogue.builtIn().byName("openat").id();
        int exec = Catalogue.builtIn().byName("sched_process_exec").id();
        EventFilter only = compiler.compile(List.of("event=openat,sched_process_e*"));
        assertTrue(only.events().get(openat) && only.events().get(exec));
        assertEquals(3, only.events().cardinality());
        EventFilter all = compiler.compile(List.of("event!=openat"));
        assertEquals(Catalogue.builtIn().all().size() - 1, all.events().cardinality());
        assertFalse(all.test(ON_HOST));
        assertNull(compiler.compile(List.of("comm=x")).events());
    }

    @Test
    void shouldSayWhenItNeedsMetadataOrImpliesContainers() throws FilterException {
        assertFalse(compiler.compile(List.of("container", "comm=x")).needsMetadata());
        assertTrue(compiler.compile(List.of("containerImage=nginx*")).needsMetadata());
        assertTrue(compiler.compile(List.of("container=new")).impliesContainer());
        assertFalse(compiler.compile(List.of("!container")).impliesContainer());
        assertFalse(compiler.compile(List.of("comm=x")).impliesContainer());
    }

    @Test
    void shouldRefuseWithASuggestion() {
        assertRefused("comn=nginx", "did you mean 'comm'?");
        assertRefused("event=opnat", "did you mean 'openat'?");
        assertRefused("pid=abc", "'abc' is not");
        assertRefused("pid>1,2", "takes one number");
        assertRefused("comm>1", "takes = !=");
        assertRefused("comm=", "a value is empty");
        assertRefused("comm=\"a", "a quote is not closed");
        assertRefused("comm=averyveryverylongname", "can never match, 'averyveryverylo*' may");
        assertRefused("event!=*", "leaves no event");
    }

    private void assertRefused(String expression, String part) {
        FilterException e = assertThrows(FilterException.class, () -> compiler.compile(List.of(expression)));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void shouldTakeFieldsOfPluginsWhileTheyAreThere() throws Exception {
        FilterField odd = new FilterField() {
            @Override
            public String name() {
                return "odd";
            }

            @Override
            public String description() {
                return "The process id is odd.";
            }

            @Override
            public Set<Operator> operators() {
                return Set.of(Operator.IS_SET);
            }

            @Override
            public EventPredicate compile(String field, Operator operator, List<String> values) {
                return event -> (event.hostPid() & 1) == 1;
            }
        };
        int[] changes = {0};
        AutoCloseable watch = compiler.watch(() -> changes[0]++);
        assertRefused("odd", "there is no field 'odd'");
        compiler.addField(odd);
        assertTrue(passes(ON_HOST, "odd"));
        compiler.removeField(odd);
        assertRefused("odd", "there is no field 'odd'");
        watch.close();
        compiler.addField(odd);
        assertEquals(2, changes[0]);
    }

    @Test
    void shouldAllocateNothingPerEvent() throws FilterException {
        EventFilter filter = compiler.compile(List.of("comm=sh,nginx,ba* uid>=1000 containerImage=nginx*,redis*",
                "container=new", "label.com.example.tier=front event=openat"));
        assertTrue(filter.test(IN_WEB));
        assertEquals(0, Allocation.of(100_003, () -> filter.test(IN_WEB)));
    }
}
