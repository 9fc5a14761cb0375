package io.tallyman.lib.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the test of a health check as Docker and Podman tell it. */
public final class Healthcheck {
    private Healthcheck() {
    }

    /**
     * The program and the arguments that the test stands for; empty if nothing is tested.
     *
     * @param test  {@code CMD} and the program, {@code CMD-SHELL} and a line for the shell, or {@code NONE}; null: no test
     * @param shell the shell that such a line is given to, with its option
     */
    public static List<String> program(List<String> test, List<String> shell) {
        if (test == null || test.size() < 2 || test.stream().anyMatch(Objects::isNull)) {
            return List.of();
        }
        List<String> rest = test.subList(1, test.size());
        return switch (String.valueOf(test.get(0))) {
            case "CMD" -> List.copyOf(rest);
            case "CMD-SHELL" -> {
                List<String> program = new ArrayList<>(shell);
                program.addAll(rest);
                yield List.copyOf(program);
            }
            default -> List.of();
        };
    }
}
