package io.tallyman.containers.internal.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.runtime.CgroupMatch;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.containers.internal.support.FakeRuntime;
import io.tallyman.containers.internal.support.Sockets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runtime bundles that throw or hang in the calls that must be answered at once. */
class InstalledRuntimesTest {
    private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
    private final InstalledRuntimes runtimes = new InstalledRuntimes(new PluginFailures(reports::add), 200);
    private final CountDownLatch never = new CountDownLatch(1);

    /** A runtime that answers well unless a test has it do otherwise. */
    private class Bundle implements ContainerRuntime {
        final AtomicInteger matches = new AtomicInteger();

        @Override
        public String name() {
            return "bad";
        }

        @Override
        public List<Path> defaultSockets() {
            return List.of(Path.of("/run/bad.sock"));
        }

        @Override
        public CgroupMatch match(String cgroupPath) {
            matches.incrementAndGet();
            return new CgroupMatch("x", false);
        }

        @Override
        public RuntimeConnection connect(RuntimeContext context) throws IOException {
            throw new IOException("nobody there");
        }

        final void hang() {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void assertOthersWork() {
        FakeRuntime docker = FakeRuntime.docker(Path.of("/run/docker.sock"));
        runtimes.add(docker);
        assertTrue(runtimes.has("docker"));
    }

    @Test
    void installsARuntimeWithWhatItSaysOfItself() {
        Bundle bundle = new Bundle();
        runtimes.add(bundle);
        ContainerRuntime installed = runtimes.all().get(0);
        assertEquals("bad", installed.name());
        assertEquals(List.of(Path.of("/run/bad.sock")), installed.defaultSockets());
        assertEquals(new CgroupMatch("x", false), installed.match("/a"));
        assertSame(installed, runtimes.remove(bundle));
        assertEquals(List.of(), runtimes.all());
        assertTrue(runtimes.missesSome());
        assertEquals(0, runtimes.failedCalls());
        assertNull(runtimes.remove(bundle));
    }

    @Test
    void leavesOutARuntimeWhoseNameThrows() {
        for (int i = 0; i < 3; i++) {
            runtimes.add(new Bundle() {
                @Override
                public String name() {
                    throw new NoClassDefFoundError("gone");
                }
            });
        }
        assertEquals(List.of(), runtimes.all());
        assertEquals(3, runtimes.failedCalls());
        assertOthersWork();
    }

    @Test
    void leavesOutARuntimeWhoseNameHangsOrIsNone() {
        ContainerRuntime hanging = new Bundle() {
            @Override
            public String name() {
                hang();
                return "late";
            }
        };
        runtimes.add(hanging);
        runtimes.add(hanging);
        runtimes.add(new Bundle() {
            @Override
            public String name() {
                return null;
            }
        });
        assertEquals(List.of(), runtimes.all());
        assertEquals(3, runtimes.failedCalls());
        assertEquals(2, reports.size(), "once for each bundle and call: " + reports);
        assertOthersWork();
    }

    @Test
    void usesNamedSocketsAloneOfARuntimeWhoseDefaultsThrowOrHangOrAreNone() {
        runtimes.add(new Bundle() {
            @Override
            public List<Path> defaultSockets() {
                throw new IllegalStateException("none");
            }
        });
        runtimes.add(new Bundle() {
            @Override
            public List<Path> defaultSockets() {
                hang();
                return List.of();
            }
        });
        runtimes.add(new Bundle() {
            @Override
            public List<Path> defaultSockets() {
                return Arrays.asList(Path.of("/run/a.sock"), null);
            }
        });
        assertEquals(3, runtimes.all().size());
        assertTrue(runtimes.all().stream().allMatch(runtime -> runtime.defaultSockets().isEmpty()));
        assertEquals(3, runtimes.failedCalls());
        assertOthersWork();
    }

    @Test
    void countsEachPathThatARuntimeCannotReadAndReportsItOnce() {
        runtimes.add(new Bundle() {
            @Override
            public CgroupMatch match(String cgroupPath) {
                throw new IllegalStateException("cannot");
            }
        });
        ContainerRuntime installed = runtimes.all().get(0);
        for (int i = 0; i < 7; i++) {
            assertThrows(IllegalStateException.class, () -> installed.match("/a"));
        }
        assertEquals(7, runtimes.failedCalls());
        assertEquals(1, reports.size(), reports.toString());
    }

    @Test
    void readsNoMorePathsByARuntimeThatHangsOverOne() throws Exception {
        Bundle bundle = new Bundle() {
            @Override
            public CgroupMatch match(String cgroupPath) {
                matches.incrementAndGet();
                hang();
                return null;
            }
        };
        runtimes.add(bundle);
        ContainerRuntime installed = runtimes.all().get(0);
        Thread reader = new Thread(() -> {
            assertThrows(IllegalStateException.class, () -> installed.match("/a"));
            assertThrows(IllegalStateException.class, () -> installed.match("/b"));
        });
        reader.start();
        Sockets.await("the call to be ended", () -> {
            runtimes.expireCalls();
            return !reader.isAlive();
        });
        assertEquals(1, bundle.matches.get());
        assertEquals(1, reports.size(), reports.toString());
    }
}
