package io.tallyman.filter.internal;

import static org.junit.jupiter.api.Assertions.*;

import io.tallyman.api.container.Container;
import io.tallyman.api.container.Enrichment;
import io.tallyman.api.container.Metadata;
import io.tallyman.api.container.Pod;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.Node;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.filter.Verdict;
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
        for (String wrong : List.of("comm=gin*", "comm=*ngi", "containerName=web", "label.tier",
                "!label.com.example.tier", "label.com.example.tier=back", "podSandbox=true")) {
            assertFalse(passes(IN_WEB, wrong), wrong);
        }
        assertFalse(passes(ON_HOST, "containerName=*"));
        assertTrue(passes(ON_HOST, "containerName!=web-1"));
    }

    @Test
    void shouldNegateAComparisonWithAMarkBeforeIt() throws FilterException {
        assertFalse(passes(IN_WEB, "!comm=nginx,sh"));
        assertTrue(passes(IN_WEB, "!comm=sh"));
        assertTrue(passes(IN_OLD, "!container=new"));
        assertFalse(passes(IN_WEB, "!container=new"));
    }

    @Test
    void shouldLookAtArgumentsOfOneEventAlone() throws FilterException {
        EventView open = RecordBuilder.of("openat").text("pathname", "/etc/passwd").number("dirfd", -100)
                .number("flags", 0x241).number("mode", 0644).returnValue(-2).comm("cat").view(WEB);
        EventView exec = RecordBuilder.of("sched_process_exec").strings("argv", "rm", "-rf", "/").view();
        EventView connect = RecordBuilder.of("connect").inet("addr", 443, 10, 1, 2, 3).view();
        for (String right : List.of("openat.args.pathname=/etc/*", "openat.args.pathname!=/etc/shadow",
                "openat.args.dirfd=-100", "openat.args.dirfd<0", "openat.args.flags=0x241", "openat.args.flags=*O_CREAT*",
                "openat.args.flags=O_WRONLY|O_CREAT|O_TRUNC", "openat.args.flags=0,*O_TRUNC*", "openat.args.mode=0644",
                "openat.returnValue<0", "openat.returnValue=-ENOENT", "openat.returnValue=-EPERM,-2",
                "openat.scope.comm=cat", "openat.scope.container", "openat.scope.label.com.example.tier=front",
                "connect.args.addr=127.*", "connect.returnValue=7")) {
            assertTrue(passes(open, right), right);
        }
        for (String wrong : List.of("openat.args.pathname=/etc/shadow", "openat.args.pathname!=/etc/*",
                "openat.args.dirfd!=-100", "openat.args.flags=O_WRONLY", "openat.args.flags!=*O_CREAT*",
                "openat.returnValue>=0", "openat.returnValue!=-ENOENT", "openat.scope.comm=dog",
                "!openat.scope.container")) {
            assertFalse(passes(open, wrong), wrong);
            assertTrue(passes(exec, wrong), wrong);
        }
        assertTrue(passes(exec, "sched_process_exec.args.argv=-rf"));
        assertFalse(passes(exec, "sched_process_exec.args.argv=-r"));
        assertTrue(passes(connect, "connect.args.addr=10.1.2.3:443"));
        assertFalse(passes(connect, "connect.args.addr=*:80"));
        assertFalse(passes(RecordBuilder.of("openat").view(), "openat.args.pathname=*"));
    }

    @Test
    void shouldTakeTheNameThatANumberHasByAnotherArgument() throws FilterException {
        EventView xfrm = RecordBuilder.of("socket").number("domain", 16).number("protocol", 6).view();
        assertTrue(passes(xfrm, "socket.args.protocol=NETLINK_XFRM"));
        assertTrue(passes(xfrm, "socket.args.protocol!=IPPROTO_TCP"));
        assertFalse(passes(xfrm, "socket.args.protocol=IPPROTO_TCP"));
        assertTrue(passes(xfrm, "socket.args.protocol=6"));
        assertRefused("socket.args.protocol=IPPROTO_TCQ", "did you mean 'IPPROTO_TCP'?");
    }

    @Test
    void shouldSayWhichEventsAnExpressionIsAboutAlone() throws FilterException {
        EventFilter filter = compiler.compile(List.of("openat.args.flags=0 connect.scope.containerImage=x comm=a"));
        assertEquals(2, filter.concerned().cardinality());
        assertTrue(filter.concerned().get(Catalogue.builtIn().byName("openat").id()));
        assertEquals(Metadata.NAME, filter.needs());
        assertFalse(filter.impliesContainer());
    }

    @Test
    void shouldDecideNothingEarlyThatAPluginDecides() throws FilterException {
        EventFilter filter = compiler.compile(List.of("comm=sh,ba* pid>5 uid!=7 uts=x event=openat container=new"));
        assertEquals(3, filter.conditions().size());
        assertEquals(List.of(), compiler.compile(List.of("comm=a comm=*")).conditions());
    }

    @Test
    void shouldGiveAVerdictOfAContainerOnlyWhereItIsCertain() throws FilterException {
        assertVerdict(Verdict.DENIED, Verdict.OPEN, Verdict.OPEN, "container");
        assertVerdict(Verdict.OPEN, Verdict.DENIED_BELOW, Verdict.DENIED_BELOW, "!container");
        assertVerdict(Verdict.DENIED, Verdict.DENIED, Verdict.OPEN, "containerImage=redis*");
        assertVerdict(Verdict.DENIED, Verdict.OPEN, Verdict.OPEN, "containerImage=nginx*,redis");
        assertVerdict(Verdict.OPEN, Verdict.DENIED, Verdict.OPEN, "containerImage!=nginx*");
        assertVerdict(Verdict.DENIED, Verdict.OPEN, Verdict.DENIED, "container=new");
        assertVerdict(Verdict.DENIED, Verdict.OPEN, Verdict.OPEN, "container=started");
        assertVerdict(Verdict.DENIED, Verdict.DENIED, Verdict.OPEN, "label.com.example.tier=back");
        assertVerdict(Verdict.DENIED, Verdict.DENIED, Verdict.OPEN, "containerImageDigest=x*");
        assertVerdict(Verdict.OPEN, Verdict.OPEN, Verdict.OPEN, "openat.scope.container comm=x");
    }

    private void assertVerdict(Verdict host, Verdict web, Verdict old, String expression) throws FilterException {
        EventFilter filter = compiler.compile(List.of(expression));
        assertEquals(host, filter.verdict(null), expression);
        assertEquals(web, filter.verdict(WEB), expression);
        assertEquals(old, filter.verdict(OLD), expression);
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
        assertEquals(Metadata.NONE, compiler.compile(List.of("container", "comm=x")).needs());
        assertEquals(Metadata.NAME, compiler.compile(List.of("containerImage=nginx*")).needs());
        assertEquals(Metadata.LABELS, compiler.compile(List.of("containerName=a", "label.tier!=front")).needs());
        assertEquals(Metadata.LABELS, compiler.compile(List.of("openat.scope.podName=a")).needs());
        assertEquals(Metadata.ALL, compiler.compile(List.of("containerImageDigest=*", "label.tier")).needs());
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
        assertRefused("comm=a*b", "say comm=a*");
        assertRefused("!pid<5", "say pid>=5");
        assertRefused("pid=-1", "can never match");
        assertRefused("pid<5 pid>7", "can never match: nothing is left of 'pid<5' and 'pid>7'");
        assertRefused("comm=a,b comm!=a* comm!=b", "can never match");
        assertRefused("container=new !container", "can never match");
        assertRefused("podSandbox=yes", "is true or false");
        assertRefused("opnat.args.flags=1", "did you mean 'openat'?");
        assertRefused("openat.args.flgs=1", "did you mean 'flags'?");
        assertRefused("openat.args=1", "a name must follow, as in 'openat.args.pathname'");
        assertRefused("openat.args.pathname>1", "is a text: it takes = and !=");
        assertRefused("openat.args.flags=O_CREATE", "did you mean 'O_CREAT'?");
        assertRefused("openat.args.flags>O_CREAT", "takes a number");
        assertRefused("openat.args.dirfd=5000000000", "can never match");
        assertRefused("openat.returnValue=-ENOENTT", "did you mean '-ENOENT'?");
        assertRefused("sched_process_exec.returnValue=0", "returns nothing");
        assertRefused("openat.scope.comn=a", "did you mean 'comm'?");
        assertRefused("openat.scope.event=read", "the event is named already");
        assertRefused("openat.scope.comm>a", "takes = !=");
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
    void shouldCompareTheNamesOfTheNodeAndItsCluster() throws FilterException {
        EventView here = record("sh").view().on(new Node("worker-7", "prod"));
        assertTrue(passes(here, "nodeName=worker-*", "clusterName=test,prod"));
        assertFalse(passes(here, "nodeName=worker"));
        assertFalse(passes(here, "clusterName!=prod"));
        assertFalse(passes(ON_HOST, "nodeName=worker-*"));
        assertTrue(passes(ON_HOST, "nodeName!=worker-7"));
    }

    @Test
    void shouldAllocateNothingPerEvent() throws FilterException {
        EventFilter filter = compiler.compile(List.of("comm=sh,nginx,ba* uid>=1000 containerImage=nginx*,redis*",
                "container=new", "label.com.example.tier=front event=openat"));
        assertTrue(filter.test(IN_WEB));
        assertEquals(0, Allocation.of(100_003, () -> filter.test(IN_WEB)));
    }
}
