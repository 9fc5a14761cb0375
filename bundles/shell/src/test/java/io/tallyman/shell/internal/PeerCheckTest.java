package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerCheckTest {
    /** Takes /quay/ID for a container, and /maybe/ID for what might be one. */
    private static final ContainerRuntime RUNTIME = new ContainerRuntime() {
        @Override
        public String name() {
            return "quay";
        }

        @Override
        public List<Path> defaultSockets() {
            return List.of();
        }

        @Override
        public CgroupMatch match(String path) {
            boolean sure = path.matches("/quay/[a-z0-9]+");
            return sure || path.matches("/maybe/[a-z0-9]+") ? new CgroupMatch(path.replaceFirst(".*/", ""), sure) : null;
        }

        @Override
        public RuntimeConnection connect(RuntimeContext context) {
            throw new UnsupportedOperationException();
        }
    };

    @Test
    void shouldLetInWhoRunsAsTheSameUserInTheSameCgroup(@TempDir Path dir) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = server.accept()) {
            assertNull(PeerCheck.refuse(accepted, List.of(RUNTIME)));
        }
    }

    @Test
    void shouldRefuseContainersAndWhatRunsBelowThem() {
        String refusal = "the shell is not for processes inside a container (quay c17)";
        assertEquals(refusal, PeerCheck.refuseCgroups(List.of("0::/quay/c17"), List.of(RUNTIME)));
        assertEquals(refusal, PeerCheck.refuseCgroups(List.of("0::/quay/c17/system.slice/x.service"), List.of(RUNTIME)));
        assertEquals(refusal, PeerCheck.refuseCgroups(List.of("3:cpuset:/", "2:name=systemd:/quay/c17", "0::/"),
                List.of(RUNTIME)));
    }

    @Test
    void shouldNotTakeAServiceForAContainer() {
        assertNull(PeerCheck.refuseCgroups(List.of("3:cpuset:/", "0::/maybe/ssh", ""), List.of(RUNTIME)));
    }
}
