package io.tallyman.source.ebpf.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.testing.CheckedFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Makes each system call of the catalogue with arguments that are known and that it refuses, so that it does no harm,
 * and looks for every argument and the result.
 */
@Tag("privileged")
@Timeout(300)
class EverySyscallPrivilegedTest {
    /** They make processes, and are tested with what they make. */
    private static final Set<String> ELSEWHERE = Set.of("fork", "vfork", "clone");
    /** They don't return, or not to where they came from. */
    private static final Set<String> SILENT = Set.of("exit", "exit_group", "rt_sigreturn", "uretprobe");
    /** Without a descriptor that they refuse they wait for ever. */
    private static final Set<String> WAITING = Set.of("select", "pselect6");
    private static final int NO_PROCESS = 0x7fff_fff0;
    /** Nothing can be mapped there. */
    private static final long POINTER = 0x0123_4567_89ab_0000L;

    @Test
    void shouldReportEverySystemCallWithAllArguments() throws Exception {
        List<EventType> types = Catalogue.builtIn().set("syscalls").stream()
                .filter(type -> !ELSEWHERE.contains(type.name())).toList();
        List<String> missing = new ArrayList<>();
        String[] names = types.stream().map(EventType::name).toArray(String[]::new);
        try (Tracer tracer = new Tracer(64 * 1024 * 1024, false, names)) {
            List<String> command = new ArrayList<>(List.of("calls"));
            types.forEach(type -> command.add(type.x86() + " " + String.join(" ", words(type))));
            tracer.helpWithChildren(command.toArray(String[]::new));
            for (EventType type : types) {
                List<Long> said = tracer.said.get(Integer.toString(type.x86()));
                List<Seen> seen = tracer.all(type.name(), one ->
                        one.syscall() == type.x86() && isExpected(type, one)
                        && (said == null ? SILENT.contains(type.name()) : said.equals(List.of(one.ret()))));
                if (seen.isEmpty()) {
                    missing.add(type.name() + " " + said + " " + tracer.all(type.name(), one -> true).stream()
                            .map(one -> one.ret() + " of " + one.args()).toList());
                }
                reported(type).stream().filter(field -> !seen.isEmpty() && field.kind() != FieldKind.STRINGS)
                        .forEach(field -> CheckedFields.add(type.name(), field.name()));
            }
            assertEquals(List.of(), missing);
        }
    }

    /** What is written is told only where it is asked for. */
    private static List<Field> reported(EventType type) {
        return type.fields().stream().filter(field -> !field.name().equals("text")).toList();
    }

    private static List<String> words(EventType type) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < reported(type).size(); i++) {
            words.add(switch (type.fields().get(i).kind()) {
                case STRING -> "=" + text(type, i);
                case SOCKADDR -> "@";
                case POINTER, BYTES -> Long.toString(POINTER + i);
                case STRINGS -> "0";
                default -> Long.toString(number(type, i));
            });
        }
        return words;
    }

    /** In a directory that does not exist, so that nothing is made. */
    private static String text(EventType type, int i) {
        return "/tm-none/" + type.name() + i;
    }

    private static long number(EventType type, int i) {
        Field field = type.fields().get(i);
        if (Set.of("fd", "dirfd").contains(field.decoder()) || WAITING.contains(type.name())) {
            return -1;
        }
        return Set.of("pid", "tid", "tgid", "pid1", "pid2").contains(field.name()) ? NO_PROCESS : 0x1110 + i;
    }

    private static boolean isExpected(EventType type, Seen seen) {
        for (int i = 0; i < reported(type).size(); i++) {
            Object arg = seen.args().get(i);
            boolean same = switch (type.fields().get(i).kind()) {
                case STRING -> text(type, i).equals(arg);
                case STRINGS -> arg == null;
                case SOCKADDR -> isAddress(type, i, (byte[]) arg);
                case POINTER -> Objects.equals(arg, POINTER + i);
                case BYTES -> seen.addresses().get(i) == POINTER + i;
                case UINT -> Objects.equals(arg, number(type, i) & 0xffff_ffffL);
                default -> Objects.equals(arg, number(type, i));
            };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /**
     * What a caller passes is as long as it says, up to the limit; what a failed call would return is empty, and so is
     * what is in a message that cannot be read.
     */
    private static boolean isAddress(EventType type, int i, byte[] arg) {
        if (i == type.fields().size() - 1 || type.fields().get(i + 1).kind() == FieldKind.POINTER) {
            return arg.length == 0;
        }
        return arg.length == 128 && Arrays.equals(arg, 0, 4, new byte[] {2, 0, 16, (byte) 146}, 0, 4);
    }
}
