package io.tallyman.api.runtime;

import java.util.List;

/**
 * Reads the command line by which daemons have an OCI runtime execute a command in a container:
 * {@code runc --root /run/runc exec --process /tmp/p --pid-file /run/.../EXEC.pid CONTAINER}. The daemon's own id of the
 * exec is in the path of the file with the process id: containerd and Docker call the file {@code EXEC.pid}, Podman calls
 * it {@code EXEC/exec_pid}.
 */
public final class OciExec {
    private static final String PID_FILE = "--pid-file";
    private static final String SUFFIX = ".pid";
    private static final String PODMAN = "/exec_pid";

    private OciExec() {
    }

    /** @return null where the command line is another one, or tells no id */
    public static ExecCommand read(List<String> command) {
        int exec = command.indexOf("exec");
        if (exec <= 0 || !has(command, exec, "--process")) {
            return null;
        }
        String container = command.get(command.size() - 1);
        String id = id(pidFile(command, exec));
        return ExecCommand.isId(container) && ExecCommand.isId(id) ? new ExecCommand(container, id) : null;
    }

    private static boolean has(List<String> command, int from, String option) {
        return command.stream().skip(from).anyMatch(word -> word.equals(option) || word.startsWith(option + "="));
    }

    private static String pidFile(List<String> command, int exec) {
        for (int i = exec + 1; i < command.size() - 1; i++) {
            String word = command.get(i);
            if (word.startsWith(PID_FILE + "=")) {
                return word.substring(PID_FILE.length() + 1);
            }
            if (word.equals(PID_FILE)) {
                return command.get(i + 1);
            }
        }
        return "";
    }

    private static String id(String pidFile) {
        String path = pidFile.endsWith(PODMAN) ? pidFile.substring(0, pidFile.length() - PODMAN.length())
                : pidFile.endsWith(SUFFIX) ? pidFile.substring(0, pidFile.length() - SUFFIX.length()) : "";
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
