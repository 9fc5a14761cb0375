package io.tallyman.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(5)
class StartupTest {
    private final List<String> log = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    private Startup startup(boolean partly) {
        return new Startup(partly, over::get, warning -> log.add("warning: " + warning));
    }

    /** Bundles of which the rest does not start. */
    private Startup.Bundles failing(Runnable whileNeededStart) {
        return new Startup.Bundles() {
            @Override
            public void startNeeded() {
                whileNeededStart.run();
            }

            @Override
            public void startRest() throws LaunchException {
                throw new LaunchException("seven.jar in system/ did not start: no room");
            }
        };
    }

    private Startup.Bundles starting(Runnable whileNeededStart) {
        return new Startup.Bundles() {
            @Override
            public void startNeeded() {
                whileNeededStart.run();
                log.add("needed");
            }

            @Override
            public void startRest() {
                log.add("rest");
            }
        };
    }

    /** A signal early in the start: the command line is not started any more, so nobody claims the process. */
    @Test
    void shouldNotWaitForTheCommandLineOnceTheProcessIsToEnd() throws Exception {
        for (boolean partly : new boolean[] {true, false}) {
            Startup startup = startup(partly);
            startup.putOff(() -> log.add("put off"));
            startup.run(starting(() -> {
                over.set(true);
                startup.commandHasEnded();
            }));
        }
        assertEquals(List.of("needed", "rest", "needed", "rest"), log);
    }

    @Test
    void shouldWarnOfABundleThatARunningTraceDoesNotNeed() throws Exception {
        Startup startup = startup(true);
        startup.putOff(() -> {
            throw new IllegalStateException("no directory");
        });
        startup.putOff(() -> log.add("put off"));
        startup.restIsDue();
        startup.run(failing(startup::claim));
        startup.awaitStarted();
        assertEquals(List.of("warning: seven.jar in system/ did not start: no room",
                "warning: a part of the start has failed: java.lang.IllegalStateException: no directory", "put off"), log);
    }

    @Test
    void shouldFailWithABundleThatTheCommandNeeds() {
        Startup startup = startup(false);
        assertEquals("seven.jar in system/ did not start: no room",
                assertThrows(LaunchException.class, () -> startup.run(failing(startup::claim))).getMessage());
        assertEquals(List.of(), log);
    }
}
