package io.tallyman.engine.internal.session;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.early.RateLimit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads limits: {@code openat=1000/s}, {@code open*,connect=60/m}, {@code container=5000/s:20000} with a burst. */
final class RateLimits {
    private static final String KEY = "limit";
    private static final String CONTAINER = "container";
    private static final int MOST = 16;
    /** A longer burst in nanoseconds means the same: a century and a half. */
    private static final long MOST_NANOS = Long.MAX_VALUE / 2;
    /** Records of these are written without asking a limit: the engine needs them, or they are few. */
    private static final Set<String> UNLIMITED = Set.of("sched_process_exec", "mark_victim", "inet_sock_set_state",
            "cgroup_mkdir", "cgroup_rmdir", "cgroup_attach_task");
    private static final Pattern LIMIT = Pattern.compile("(.+)=(\\d{1,7})/([smh])(?::(\\d{1,9}))?");
    private static final Map<String, TimeUnit> UNITS =
            Map.of("s", TimeUnit.SECONDS, "m", TimeUnit.MINUTES, "h", TimeUnit.HOURS);

    private RateLimits() {
    }

    /** @param specs each as {@code EVENTS=NUMBER/s} or {@code container=NUMBER/s}, and a burst behind a colon */
    static List<RateLimit> of(List<String> specs) throws TraceException {
        if (specs.size() > MOST) {
            throw refuse("there may be " + MOST + " limits, not " + specs.size());
        }
        List<RateLimit> limits = new ArrayList<>();
        for (String spec : specs) {
            limits.add(limit(spec));
        }
        return List.copyOf(limits);
    }

    /** Without a burst, as many events may come at once as the limit allows in its unit of time. */
    private static RateLimit limit(String spec) throws TraceException {
        Matcher matcher = LIMIT.matcher(spec);
        if (!matcher.matches()) {
            throw refuse("'" + spec + "' is not a limit such as openat=1000/s, container=5000/s or, with a burst, "
                    + "container=5000/s:20000");
        }
        long number = Long.parseLong(matcher.group(2));
        long burst = matcher.group(4) == null ? number : Long.parseLong(matcher.group(4));
        if (number == 0 || burst == 0) {
            throw refuse("'" + spec + "' lets no event pass; -e leaves out events");
        }
        long interval = UNITS.get(matcher.group(3)).toNanos(1) / number;
        return new RateLimit(events(matcher.group(1)), interval, Math.min(burst, MOST_NANOS / interval));
    }

    private static BitSet events(String text) throws TraceException {
        if (text.strip().equals(CONTAINER)) {
            return new BitSet();
        }
        List<String> words = List.of(text.strip().split("\\s*,\\s*"));
        for (String word : words) {
            EventType named = Catalogue.builtIn().byName(word);
            if (named != null && (named.isDerived() || UNLIMITED.contains(word))) {
                throw refuse("'" + word + "' is never limited; -e or a filter leaves out such events");
            }
        }
        return EventSelection.of(words, words.subList(0, 1));
    }

    private static TraceException refuse(String message) {
        return new TraceException(TraceException.Kind.USAGE, KEY, KEY + ": " + message, null);
    }
}
