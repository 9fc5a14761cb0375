package io.tallyman.capture.internal;

import io.tallyman.api.source.RecordClock;
import io.tallyman.api.source.RecordHandler;
import io.tallyman.testing.QuietSource;
import io.tallyman.testing.RecordBuilder;
import java.util.SplittableRandom;

/** A few thousand records as varied as a busy machine's, a few per poll. The same number makes the same ones. */
final class ScriptedSource extends QuietSource {
    /** What is added to the boot clock until the wall clock is set, in the middle of the records. */
    static final long BOOT = 1_795_000_000_123_456_789L;
    /** How far the wall clock is set forward, in nanoseconds. */
    static final long STEP = 3_600_000_000_007L;
    private static final long FIRST = 77_000_000_001L;
    private static final String[] PATHS = {"/etc/ld.so.cache", "/tmp/\u00e4\u00f6 \u2603", "a\nb\t\u001b[31m", "",
        "/x\"y\\z"};

    private final SplittableRandom random;
    private final int total;
    private int made;
    private long time = FIRST;
    private final RecordClock clock = new RecordClock(BOOT, () -> time);

    ScriptedSource(long seed, int total) {
        super("scripted");
        random = new SplittableRandom(seed);
        this.total = total;
    }

    @Override
    public int poll(RecordHandler handler) {
        int count = 0;
        for (int batch = isGateOpen() ? random.nextInt(1, 48) : 0; count < batch && made < total; count++) {
            if (made == total / 2) {
                clock.step(time + 1, BOOT + STEP);
            }
            deliver(next(), handler);
            made++;
        }
        return count;
    }

    boolean isDone() {
        return made == total;
    }

    private byte[] next() {
        long cgroup = random.nextInt(3) == 0 ? 5_000 + random.nextInt(3) : 1 + random.nextInt(41);
        RecordBuilder record = switch (random.nextInt(14)) {
            case 0 -> cgroup("cgroup_mkdir", 1 + random.nextInt(41));
            case 1 -> cgroup("cgroup_rmdir", 1 + random.nextInt(41));
            case 2 -> RecordBuilder.of("sched_process_exec").text("pathname", "/bin/sh")
                    .strings("argv", "sh", "-c", path()).number("inode", -1).number("dev", 0xffff_ffffL);
            case 3 -> RecordBuilder.of("connect").inet("addr", 443, 10, 0, 0, random.nextInt(256));
            case 4 -> RecordBuilder.of("openat").unreadable("pathname").returnValue(-14);
            case 5 -> RecordBuilder.of("openat").truncated("pathname", new byte[4_095]).flags(1);
            case 6 -> RecordBuilder.of("openat").bytes("pathname", (byte) 0xff, (byte) 0xc0, (byte) 'a');
            case 7 -> RecordBuilder.of("sched_process_exit").number("exit_code", random.nextInt(300));
            case 8 -> RecordBuilder.of("openat").paths("/srv", random.nextBoolean() ? path() : null)
                    .text("pathname", path()).number("dirfd", 3).returnValue(random.nextInt(-40, 40));
            case 9 -> RecordBuilder.of("read").paths(path()).number("fd", 7).returnValue(random.nextInt(99));
            default -> RecordBuilder.of("openat").text("pathname", path()).number("dirfd", -100)
                    .number("flags", random.nextInt(1 << 20)).returnValue(random.nextInt(-40, 40));
        };
        time += random.nextInt(1, 900_000);
        int pid = random.nextInt(1, 90_000);
        return record.cgroup(cgroup).time(time).threadStart(time - pid).hostTask(pid + 1, pid, 1).uid(pid % 3)
                .cpu(pid & 7).comm(pid % 7 == 0 ? "\u00fcber" : "ls").uts(pid % 5 == 0 ? "" : "node-" + cgroup).bytes();
    }

    private static RecordBuilder cgroup(String event, long id) {
        return RecordBuilder.of(event).number("cgroup_id", id).text("cgroup_path", "/docker/" + id);
    }

    private String path() {
        return PATHS[random.nextInt(PATHS.length)] + random.nextInt(1_000);
    }

    @Override
    public void await(long nanos) {
        Thread.yield();
    }

    @Override
    public RecordClock clock() {
        return clock;
    }

    @Override
    public long emitted() {
        return made;
    }
}
