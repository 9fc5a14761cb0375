package io.tallyman.capture.internal;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.ToIntFunction;

/** Converts the system call numbers of the machine that recorded to those of this machine. */
final class SyscallNumbers {
    private final short[] here;

    private SyscallNumbers(ToIntFunction<EventType> there, ToIntFunction<EventType> to) {
        Collection<EventType> types = Catalogue.builtIn().all();
        here = new short[types.stream().mapToInt(there).max().orElse(-1) + 1];
        Arrays.fill(here, (short) -1);
        for (EventType type : types) {
            if (there.applyAsInt(type) >= 0) {
                here[there.applyAsInt(type)] = (short) to.applyAsInt(type);
            }
        }
    }

    /** @param machine the machine that recorded; the result is null if its numbers are those of {@code target} */
    static SyscallNumbers of(int machine, int target) {
        return machine == target ? null : new SyscallNumbers(numbers(machine), numbers(target));
    }

    private static ToIntFunction<EventType> numbers(int machine) {
        return machine == BlockLayout.MACHINE_AARCH64 ? EventType::arm64 : EventType::x86;
    }

    void translate(ByteBuffer buffer, int record) {
        int number = buffer.getShort(record + RecordLayout.SYSCALL);
        buffer.putShort(record + RecordLayout.SYSCALL, number >= 0 && number < here.length ? here[number] : -1);
    }
}
