package io.tallyman.api.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Command lines as daemons start runtimes with them, and others. */
class OciExecTest {
    private static final String ID = "8cb9c4bd2f37e1a09d5c6b4837261504f3e2d1c0b9a897867564534231201ff7";
    private static final String EXEC = "4f2a0ea64f4c9a3c4f4f2d6ed7a7a0b2c4b6d8e0f1a2b3c4d5e6f708192a3b4c";

    private static ExecCommand read(String line) {
        return OciExec.read(List.of(line.split(" ")));
    }

    @Test
    void shouldReadTheIdFromThePidFile() {
        String containerd = "runc --root /run/containerd/runc/moby --log /run/l.json --log-format json exec --process /tmp/p"
                + " --detach --pid-file /run/containerd/io.containerd.runtime.v2.task/moby/" + ID + "/" + EXEC + ".pid " + ID;
        assertEquals(new ExecCommand(ID, EXEC), read(containerd));
        assertEquals(new ExecCommand("c1", "once.2-b"), read("runc exec --process=/tmp/p --pid-file=/run/c1/once.2-b.pid c1"));
        assertEquals(new ExecCommand(ID, EXEC), read("/usr/bin/crun exec --pid-file /var/lib/containers/userdata/" + EXEC
                + "/exec_pid --process /x -d " + ID));
    }

    @Test
    void shouldReadNoOtherCommandLine() {
        assertNull(read("runc create --bundle /b --pid-file /run/init.pid " + ID));
        assertNull(read("runc exec --pid-file /run/x.pid " + ID + " ls"), "a user's own, which tells the container elsewhere");
        assertNull(read("runc exec --process /p --pid-file /tmp/pidfile123 " + ID), "CRI-O names the file by chance");
        assertNull(read("runc exec --process /p " + ID));
        assertNull(read("exec --process /p --pid-file /run/x.pid " + ID));
        assertNull(read("runc exec --process /p --pid-file"));
        assertNull(read("runc"));
    }

    @Test
    void shouldTakeNoTextThatIsNoId() {
        assertNull(read("runc exec --process /p --pid-file /run/.pid " + ID));
        assertNull(read("runc exec --process /p --pid-file /run/a\u001bb.pid " + ID));
        assertNull(read("runc exec --process /p --pid-file /run/" + "a".repeat(129) + ".pid " + ID));
        assertEquals(128, read("runc exec --process /p --pid-file /run/" + "a".repeat(128) + ".pid " + ID).execId().length());
        assertNull(read("runc exec --process /p --pid-file /run/x.pid c/1"));
    }
}
