package io.tallyman.api.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymbolsTest {
    @ParameterizedTest
    @CsvSource({
        "open_flags, 0, O_RDONLY",
        "open_flags, 0x80241, O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC",
        "open_flags, 0x101002, O_RDWR|O_SYNC",
        "open_flags, 0x1002, O_RDWR|O_DSYNC",
        "open_flags, 3, 0x3",
        "open_flags, 0x80000001, O_WRONLY|0x80000000",
        "clone_flags, 0x11, SIGCHLD",
        "clone_flags, 0x20000011, CLONE_NEWPID|SIGCHLD",
        "clone_flags, 0, 0",
        "mount_flags, 0xc0ed1001, MS_MGC_VAL|MS_RDONLY|MS_BIND",
        "mode, 0644, 0644",
        "mode, 0, 0",
        "mode, 0104755, 0104755",
        "signal, 9, SIGKILL",
        "signal, 0, 0",
        "signal, 64, 64",
        "dirfd, -100, AT_FDCWD",
        "dirfd, 7, 7",
        "errno, 2, ENOENT",
        "errno, 516, ERESTART_RESTARTBLOCK",
        "errno, 4095, 4095",
        "address_family, 16, AF_NETLINK",
        "prot, 0, PROT_NONE",
        "prot, 5, PROT_READ|PROT_EXEC",
        "map_flags, 0x22, MAP_PRIVATE|MAP_ANONYMOUS",
        "map_flags, 3, MAP_SHARED_VALIDATE",
        "socket_type, 0x80801, SOCK_STREAM|SOCK_NONBLOCK|SOCK_CLOEXEC",
        "socket_type, 3, SOCK_RAW",
        "futex_op, 0x89, FUTEX_WAIT_BITSET|FUTEX_PRIVATE_FLAG",
        "fcntl_cmd, 1030, F_DUPFD_CLOEXEC",
        "ioctl, 0x80045430, TIOCGPTN",
        "ioctl, 0x400454ca, TUNSETIFF",
        "ioctl, 0x40049409, FICLONE",
        "ioctl, 0xae80, KVM_RUN",
        "ioctl, 0x4020ae46, KVM_SET_USER_MEMORY_REGION",
        "ioctl, 0x4c06, LOOP_CHANGE_FD",
        "ioctl, 0x8955, SIOCSARP",
        "ioctl, 0x541b, FIONREAD",
        "ioctl, 1, FIBMAP",
        "ioctl, 0x5455aaaa, 1414900394",
        "ioctl, -1, -1",
        "ip_protocol, 17, IPPROTO_UDP",
        "netlink_protocol, 9, NETLINK_AUDIT",
        "socket_protocol, 6, 6",
        "ptrace_request, 0x4206, PTRACE_SEIZE",
        "prctl_option, 38, PR_SET_NO_NEW_PRIVS",
        "prctl_option, 0x59616d61, PR_SET_PTRACER",
        "prctl_option, 78, PR_FUTEX_HASH",
        "key_serial, -3, KEY_SPEC_SESSION_KEYRING",
        "access_mode, 0, F_OK",
        "access_mode, 6, R_OK|W_OK",
        "msync_flags, 4, MS_SYNC",
        "sched_policy, 0x40000001, SCHED_FIFO|SCHED_RESET_ON_FORK",
        "shm_cmd, 12, SHM_UNLOCK",
        "msg_cmd, 12, MSG_INFO",
        "fanotify_mark_flags, 0x111, FAN_MARK_ADD|FAN_MARK_MNTNS",
        "fanotify_mark_flags, 0x11, FAN_MARK_ADD|FAN_MARK_MOUNT",
    })
    void namesANumber(String decoder, String value, String expected) {
        assertEquals(expected, put(Symbols.builtIn().decoder(decoder), Long.decode(value)));
    }

    @Test
    void takesTheFlagsOfAnIntForThirtyTwoBits() {
        EventType unshare = Catalogue.builtIn().byName("unshare");
        assertEquals("CLONE_IO", put(Symbols.builtIn().decoder(unshare.fields().get(0)), Integer.MIN_VALUE));
    }

    @Test
    void namesTheBitsOfAnotherArchitectureInItsOwnWay() throws Exception {
        try (var in = Symbols.class.getResourceAsStream("symbols.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Map<String, Decoder> arm = SymbolText.parse(text, "aarch64");
            Map<String, Decoder> x86 = SymbolText.parse(text, "amd64");
            assertEquals("O_RDONLY|O_DIRECTORY", put(arm.get("open_flags"), 0x4000));
            assertEquals("O_RDONLY|O_DIRECT", put(x86.get("open_flags"), 0x4000));
        }
    }

    @Test
    void knowsEveryDecoderAndStructureThatTheCatalogueNamesExceptPlainDescriptors() {
        for (EventType type : Catalogue.builtIn().all()) {
            for (Field field : type.fields()) {
                if (field.kind() == FieldKind.BYTES) {
                    assertNotNull(Structures.builtIn().of(type, type.indexOf(field.name())), field.decoder());
                    continue;
                }
                boolean plain = field.decoder().isEmpty() || field.decoder().equals("fd");
                assertEquals(plain, Symbols.builtIn().decoder(field) == null, type.name() + "." + field.name());
            }
        }
        assertNull(Symbols.builtIn().decoder("fd"));
    }

    private static String put(Decoder decoder, long value) {
        LineBuffer out = new LineBuffer(1);
        decoder.put(value, out);
        return new String(out.array(), 0, out.length(), StandardCharsets.US_ASCII);
    }
}
