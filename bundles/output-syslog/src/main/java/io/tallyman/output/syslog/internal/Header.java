package io.tallyman.output.syslog.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What stands before the text of each message: priority, time of sending, machine, program. */
final class Header {
    static final List<String> FORMS = List.of("auto", "rfc5424", "local");
    static final List<String> LEVELS =
            List.of("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");
    /** In the order of their numbers. The numbers 12 to 15 have no common names. */
    static final List<String> FACILITIES = List.of("kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news",
            "uucp", "cron", "authpriv", "ftp", "ntp", "security", "console", "solaris-cron", "local0", "local1", "local2",
            "local3", "local4", "local5", "local6", "local7");

    private static final Pattern NAME = Pattern.compile("[!-~]{1,48}");
    private static final Pattern HOSTNAME = Pattern.compile("[!-~]{1,255}");
    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss ", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSXXX ");

    private final String before;
    private final DateTimeFormatter time;
    private final String after;
    private final Clock clock;

    private Header(String before, DateTimeFormatter time, String after, Clock clock) {
        this.before = before;
        this.time = time;
        this.after = after;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException a name has a character that cannot be sent */
    static Header of(Map<String, String> options, boolean unix) throws IOException {
        int priority = FACILITIES.indexOf(options.get("facility")) * LEVELS.size()
                + LEVELS.indexOf(options.get("level"));
        String host = options.get("hostname").isEmpty()
                ? Files.readString(Path.of("/proc/sys/kernel/hostname")).strip() : options.get("hostname");
        String app = options.get("app-name");
        refuse("hostname", host, HOSTNAME);
        refuse("app-name", app, NAME);
        String form = options.get("form");
        long pid = ProcessHandle.current().pid();
        Clock clock = Clock.system(ZoneId.systemDefault());
        return form.equals("local") || form.equals("auto") && unix
                ? new Header("<" + priority + ">", LOCAL_TIME, app + "[" + pid + "]: ", clock)
                : new Header("<" + priority + ">1 ", TIME, host + " " + app + " " + pid + " - - ", clock);
    }

    private static void refuse(String key, String value, Pattern allowed) {
        if (!allowed.matcher(value).matches()) {
            throw new IllegalArgumentException("key '" + key + "' cannot be '" + value
                    + "': allowed is a word of printable ASCII, not longer than syslog has room for");
        }
    }

    /** The header of a message that is sent now. */
    byte[] now() {
        Instant now = clock.instant();
        return (before + time.format(now.atZone(clock.getZone())) + after).getBytes(StandardCharsets.US_ASCII);
    }
}
