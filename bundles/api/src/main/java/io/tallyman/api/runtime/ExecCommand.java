package io.tallyman.api.runtime;

import io.tallyman.api.record.RecordLayout;

/**
 * A command that a runtime executes in a running container.
 *
 * @param containerId the container's full id
 * @param execId      the id that the runtime, or the daemon above it, gives the exec
 */
public record ExecCommand(String containerId, String execId) {
    /**
     * @throws IllegalArgumentException an id is empty or too long, or has other characters than letters, digits and
     * {@code _.-}
     */
    public ExecCommand {
        if (!isId(containerId) || !isId(execId)) {
            throw new IllegalArgumentException("not an id");
        }
    }

    /** Whether the text may be an id, of a container or of an exec. What runs in a container chooses command lines. */
    public static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= RecordLayout.MAX_EXEC_ID && text.chars().allMatch(ExecCommand::isOfId);
    }

    private static boolean isOfId(int character) {
        return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9' || character == '_' || character == '.' || character == '-';
    }
}
