package io.tallyman.engine.internal.hashing;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.api.runtime.ProcessSockets.Opened;
import io.tallyman.engine.early.ProgramFiles;
import io.tallyman.testing.RecordBuilder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Processes that execute files of the test. */
final class FakePrograms implements ProgramFiles {
    private final Map<Integer, Path> programs = new ConcurrentHashMap<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Path mounted;
    private volatile int lookToDelay;
    private volatile Step step;

    interface Step {
        void run() throws Exception;
    }

    void execute(int pid, Path program) {
        programs.put(pid, program);
    }

    /** The only file that is on any overlay. */
    void mount(Path program) {
        mounted = program;
    }

    /** Does something before that look, from 1 on, at the path of what was opened. */
    void beforeLook(int number, Step what) {
        lookToDelay = number;
        step = what;
    }

    int opened() {
        return opened.get();
    }

    int leftOpen() {
        return open.get();
    }

    /** The record of an exec of that file. */
    ByteBuffer exec(int pid, Path program) throws IOException {
        Map<String, Object> unix = Files.readAttributes(program, "unix:dev,ino,ctime");
        long device = (Long) unix.get("dev");
        return ByteBuffer.wrap(RecordBuilder.of("sched_process_exec").hostTask(pid, pid, 1)
                .number("inode", (Long) unix.get("ino"))
                .number("dev", (device >> 8 & 0xfff) << 20 | device & 0xff | device >> 12 & 0xfff00)
                .number("ctime", ((FileTime) unix.get("ctime")).to(TimeUnit.NANOSECONDS))
                .text("pathname", program.toString()).strings("argv", "x", "y").bytes()).order(RecordLayout.ORDER);
    }

    @Override
    public Opened ofProcess(int hostPid) throws IOException {
        return open(programs.get(hostPid));
    }

    @Override
    public Opened onOverlay(int device, String path) throws IOException {
        return open(mounted);
    }

    private Opened open(Path path) throws IOException {
        if (path == null) {
            throw new FileNotFoundException();
        }
        opened.incrementAndGet();
        open.incrementAndGet();
        return new Opened() {
            @Override
            public Path path() {
                if (looks.incrementAndGet() == lookToDelay) {
                    try {
                        step.run();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
                return path;
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }
}
