package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.ContainerRuntime;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerCheckTest {
    private static final ContainerRuntime RUNTIME = new FakeRuntime("quay");

    @Test
    void shouldLetInWhoRunsAsTheSameUserInTheSameCgroup(@TempDir Path dir) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = server.accept()) {
            assertNull(PeerCheck.refuse(accepted, List.of(RUNTIME)));
        }
    }

    /** Waits until the program runs in the namespaces that unshare has made. */
    private static Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals("ready", process.inputReader().readLine());
        return process;
    }

    private static Process unshare(String option) throws IOException {
        return start("unshare", option, "sh", "-c", "echo ready; exec sleep 1017");
    }

    @Test
    void shouldLetInAnotherSessionOfTheHost() throws Exception {
        Process other = start("setsid", "sh", "-c", "echo ready; exec sleep 1017");
        try {
            assertNull(PeerCheck.refuse(String.valueOf(other.pid()), List.of(RUNTIME)));
        } finally {
            other.destroy();
        }
    }

    @ParameterizedTest
    @CsvSource({"-m,mount namespace", "-U,user namespace", "-mU,mount and user namespace"})
    @Tag("privileged")
    void shouldRefuseAProcessOfOtherNamespaces(String option, String difference) throws Exception {
        Process other = unshare(option);
        try {
            assertEquals("the shell is not for processes inside a container: process " + other.pid() + " has another "
                    + difference + " than tallyman", PeerCheck.refuse(String.valueOf(other.pid()), List.of(RUNTIME)));
        } finally {
            other.destroy();
        }
    }

    @Test
    void shouldRefuseAProcessThatItCannotLookAt() {
        assertTrue(PeerCheck.refuse("999999999", List.of(RUNTIME))
                .startsWith("cannot tell whether process 999999999 is inside a container: "));
    }

    /**
     * The attacker hands its connection on, ends, and gets its number given to a process of the host, by way of the kernel's
     * setting for the next number.
     */
    @Test
    @Tag("privileged")
    void shouldNotTakeAnotherProcessForThePeer(@TempDir Path dir) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            Process attacker = new ProcessBuilder("perl", "-MIO::Socket::UNIX", "-e", "$s = IO::Socket::UNIX->new(Peer => "
                    + "$ARGV[0]) or die; exit 0 if fork; close STDOUT; $s->read($x, 1)", dir.resolve("s").toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (SocketChannel accepted = server.accept()) {
                assertEquals(0, attacker.waitFor());
                Process host = start("bash", "-c", "for ((i = 0; i < 1000; i++)); do echo $(($0 - 1)) > "
                        + "/proc/sys/kernel/ns_last_pid; sleep 1017 & if [ $! = $0 ]; then echo ready; break; fi; "
                        + "kill $!; done; wait", String.valueOf(attacker.pid()));
                try {
                    assertNull(PeerCheck.refuse(String.valueOf(attacker.pid()), List.of(RUNTIME)));
                    assertEquals("the process that connected has ended", PeerCheck.refuse(accepted, List.of(RUNTIME)));
                } finally {
                    host.descendants().forEach(ProcessHandle::destroy);
                    host.destroy();
                }
            }
        }
    }

    @Test
    void shouldRefuseContainersAndWhatRunsBelowThem() throws Exception {
        String refusal = "the shell is not for processes inside a container (quay c17)";
        assertEquals(refusal, PeerCheck.refuseCgroups(List.of("0::/quay/c17"), List.of(RUNTIME)));
        assertEquals(refusal, PeerCheck.refuseCgroups(List.of("0::/quay/c17/system.slice/x.service"), List.of(RUNTIME)));
        assertEquals(refusal, PeerCheck.refuseCgroups(List.of("3:cpuset:/", "2:name=systemd:/quay/c17", "0::/"),
                List.of(RUNTIME)));
    }

    @Test
    void shouldNotTakeAServiceForAContainer() throws Exception {
        assertNull(PeerCheck.refuseCgroups(List.of("3:cpuset:/", "0::/maybe/ssh", ""), List.of(RUNTIME)));
    }
}
