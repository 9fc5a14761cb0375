package io.tallyman.engine.internal.session;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.output.Amounts;
import io.tallyman.engine.TraceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads which events are folded, and for how long: {@code open*,connect=10s}. */
final class FoldTimes {
    private static final String KEY = "fold";
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);
    /** Each of these calls makes, changes or ends a process, and none equals another one. */
    private static final Set<String> SINGLE = Set.of("execve", "execveat", "exit", "exit_group", "fork", "vfork",
            "clone", "clone3", "rt_sigreturn");

    private FoldTimes() {
    }

    /**
     * @param specs each as {@code EVENTS=TIME}; of two that name the same event the later one counts
     * @return milliseconds by catalogue id
     */
    static Map<Integer, Integer> of(List<String> specs) throws TraceException {
        Map<Integer, Integer> times = new HashMap<>();
        for (String spec : specs) {
            int equals = spec.lastIndexOf('=');
            if (equals < 1) {
                throw refuse("'" + spec + "' is not EVENTS=TIME, such as open*,connect=10s");
            }
            int millis = millis(spec.substring(equals + 1).strip());
            for (String word : spec.substring(0, equals).split(",")) {
                add(times, word.strip(), millis);
            }
        }
        return Map.copyOf(times);
    }

    private static int millis(String text) throws TraceException {
        Duration time;
        try {
            time = Amounts.duration(text);
        } catch (IllegalArgumentException e) {
            throw refuse(e.getMessage());
        }
        if (time.compareTo(LEAST) < 0 || time.compareTo(MOST) > 0) {
            throw refuse("a time to fold is from 100ms to 1h, not '" + text + "'");
        }
        return (int) time.toMillis();
    }

    /** A set or a glob means those of its events that can be folded; an event that is named must be one. */
    private static void add(Map<Integer, Integer> times, String word, int millis) throws TraceException {
        EventType named = Catalogue.builtIn().byName(word);
        if (named != null && !canBeFolded(named)) {
            throw refuse("'" + word + "' cannot be folded: only system calls can, and of these not "
                    + String.join(", ", SINGLE.stream().sorted().toList()));
        }
        EventSelection.of(List.of(word), List.of(word)).stream().filter(id -> canBeFolded(Catalogue.builtIn().byId(id)))
                .forEach(id -> times.put(id, millis));
    }

    private static boolean canBeFolded(EventType type) {
        return type.isSyscall() && !SINGLE.contains(type.name());
    }

    private static TraceException refuse(String message) {
        return new TraceException(TraceException.Kind.USAGE, KEY, KEY + ": " + message, null);
    }
}
