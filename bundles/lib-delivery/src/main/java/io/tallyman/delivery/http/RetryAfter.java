package io.tallyman.delivery.http;

import io.tallyman.delivery.RetryLater;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** The header {@code Retry-After} (RFC 9110): when the other side wants to see the request again. */
public final class RetryAfter {
    /** What a wrong clock on the other side may cost at the most. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {
    }

    /** The failure of an attempt that may succeed later, at the time that the headers name, if they name one. */
    public static IOException failure(String message, HttpHeaders headers) {
        Duration pause = headers.firstValue("Retry-After").map(value -> pause(value.strip(), Instant.now())).orElse(null);
        return pause == null ? new IOException(message) : new RetryLater(message, pause);
    }

    /** How long to wait from now on, or null if the value says nothing. */
    static Duration pause(String value, Instant now) {
        try {
            Duration pause = value.chars().allMatch(Character::isDigit) ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        } catch (NumberFormatException | DateTimeParseException e) {
            return null;
        }
    }
}
