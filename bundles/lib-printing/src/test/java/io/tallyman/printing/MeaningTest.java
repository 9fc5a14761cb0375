package io.tallyman.printing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.printing.Meaning.Action;
import io.tallyman.printing.Meaning.AddressRole;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeaningTest {
    @ParameterizedTest
    @CsvSource({"sched_process_exec,PROCESS_START,,,", "openat2,FILE_OPEN,pathname,,", "rename,FILE_RENAME,oldpath,newpath,",
        "symlinkat,FILE_CREATE,linkpath,target,", "umount2,MOUNT,target,,", "connect,NETWORK_CONNECT,,,addr",
        "sendto,NETWORK_OTHER,,,dest_addr", "inet_sock_set_state,NETWORK_OTHER,,,remote", "setresuid,PROCESS_IDENTITY,,,",
        "container_create,CONTAINER_CREATE,,,", "module_load,MODULE_LOAD,,,", "unlinkat,FILE_DELETE,pathname,,",
        "fchmodat2,FILE_PERMISSIONS,pathname,,", "kill,PROCESS_SIGNAL,,,", "bpf,OTHER,,,", "lost,EVENTS_LOST,,,", "write,FILE_WRITE,,,"})
    void shouldSayWhatHappenedAndWithWhat(String event, Action action, String path, String target, String address) {
        EventType type = Catalogue.builtIn().byName(event);
        Meaning meaning = Meaning.of(type);
        assertEquals(action, meaning.action());
        assertEquals(path, name(type, meaning.path()));
        assertEquals(target, name(type, meaning.targetPath()));
        assertEquals(address, name(type, meaning.address()));
        assertTrue(meaning.executable() < 0 == !event.equals("sched_process_exec"));
    }

    @ParameterizedTest
    @CsvSource({"connect,PEER_TO", "sendto,PEER_TO", "getpeername,PEER_TO", "accept4,PEER_FROM", "recvfrom,PEER_FROM",
        "bind,OWN", "getsockname,OWN"})
    void shouldSayWhoseAddressAnEventHas(String event, AddressRole role) {
        assertEquals(role, Meaning.of(Catalogue.builtIn().byName(event)).role());
    }

    private static String name(EventType type, int field) {
        return field < 0 ? null : type.fields().get(field).name();
    }
}
