package io.tallyman.source.ebpf.internal.machine;

import io.tallyman.api.source.SourceException;
import io.tallyman.libc.Libc;
import io.tallyman.source.ebpf.internal.memory.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this machine must have so that programs can be loaded. Each complaint names what is missing and what to do. */
public final class Prerequisites {
    private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");
    private static final Path LOCKDOWN = Path.of("/sys/kernel/security/lockdown");
    private static final int CAP_SYS_ADMIN = 21;
    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;
    private static final int LARGEST_RING = 512 * 1024 * 1024;

    private Prerequisites() {
    }

    /** Throws if it is certain that the programs cannot be loaded. */
    public static void check(int ringBytes) throws SourceException {
        for (String complaint : new String[] {ringComplaint(ringBytes), kernelComplaint(kernelRelease()),
            btfComplaint(), capabilityComplaint(status()), lockdownComplaint(lockdown()), architectureComplaint()}) {
            if (complaint != null) {
                throw new SourceException(complaint, null);
            }
        }
    }

    static String ringComplaint(int bytes) {
        if (bytes < Mapping.PAGE || Integer.bitCount(bytes) != 1) {
            return "A ring buffer of " + bytes + " bytes cannot be made: its size must be a power of two, at least "
                    + Mapping.PAGE + ". Choose another --buffer, such as 16M.";
        }
        return bytes <= LARGEST_RING ? null : "A ring buffer of " + bytes + " bytes is too large: at most "
                + LARGEST_RING + " can be mapped. Choose a smaller --buffer.";
    }

    /** Release of the running kernel, such as "6.1.0-37-amd64". */
    public static String kernelRelease() {
        return System.getProperty("os.version");
    }

    /** The version of a release as one number, such as 6001 for 6.1; 0 where the release tells none. */
    public static int kernelVersion(String release) {
        String[] numbers = release.split("[^0-9]+");
        return numbers.length < 2 ? 0 : Integer.parseInt(numbers[0]) * 1000 + Integer.parseInt(numbers[1]);
    }

    public static String kernelComplaint(String release) {
        return kernelVersion(release) >= 5013 ? null : "Linux " + release
                + " is too old: 5.13 or newer is needed for what the BPF programs do. Boot a newer kernel.";
    }

    public static String architectureComplaint() {
        String architecture = System.getProperty("os.arch");
        return architecture.equals("amd64") ? null : "The BPF programs of this build are for x86_64, and this "
                + "machine is " + architecture + ". Use an x86_64 machine.";
    }

    public static String btfComplaint() {
        return Files.isReadable(BTF) ? null : BTF + " is not there: the kernel tells nothing of its types. "
                + "Boot a kernel built with CONFIG_DEBUG_INFO_BTF=y (all large distributions have it), or mount /sys "
                + "in the container.";
    }

    /** Lines of {@code /proc/self/status}. */
    public static String capabilityComplaint(List<String> status) {
        long capabilities = status.stream().filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16)).findFirst().orElse(-1);
        if (has(capabilities, CAP_SYS_ADMIN)) {
            return null;
        }
        List<String> missing = new ArrayList<>();
        if (!has(capabilities, CAP_BPF)) {
            missing.add("CAP_BPF");
        }
        if (!has(capabilities, CAP_PERFMON)) {
            missing.add("CAP_PERFMON");
        }
        return missing.isEmpty() ? null : "Tracing needs privileges that this process lacks: "
                + String.join(" and ", missing) + ". Run Tallyman as root (sudo), or in a container with --privileged.";
    }

    private static boolean has(long capabilities, int bit) {
        return (capabilities >>> bit & 1) != 0;
    }

    /** Content of {@code /sys/kernel/security/lockdown}, the active mode in brackets. */
    public static String lockdownComplaint(String modes) {
        return !modes.contains("[confidentiality]") ? null : "The kernel is locked down (lockdown=confidentiality) and "
                + "lets no program read its memory. Boot with lockdown=integrity or none; Secure Boot may set it.";
    }

    public static List<String> status() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status"));
        } catch (IOException e) {
            return List.of();
        }
    }

    public static String lockdown() {
        try {
            return Files.readString(LOCKDOWN);
        } catch (IOException e) {
            return "";
        }
    }

    /** Describes a failure of libbpf or of the kernel, with the most likely reason. */
    public static String explain(String what, int error, String details) {
        String hint = switch (error) {
            case Libc.EPERM -> " bpf() is not permitted here: run as root, outside of a seccomp profile that blocks it "
                    + "(Docker: --privileged or --security-opt seccomp=unconfined). Kernels before 5.11 also need a "
                    + "higher 'ulimit -l'.";
            case Libc.ENOMEM -> " There is not enough memory for the maps: choose a smaller --buffer, or raise the "
                    + "memory limit of the cgroup that Tallyman runs in.";
            case Libc.ENOSYS -> " The kernel is built without CONFIG_BPF_SYSCALL.";
            default -> " 'tallyman doctor' says what is missing.";
        };
        String message = what + ": " + Libc.strerror(error) + "." + hint;
        return details.isEmpty() ? message : message + "\n" + details;
    }
}
