package io.tallyman.engine.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossNoticesTest {
    private static final long SECOND = 1_000_000_000L;

    private final List<String> said = new ArrayList<>();
    private long now = 1_009 * SECOND;
    private final LossNotices notices = new LossNotices(() -> now, said::add);

    private void look(long total) {
        notices.look("ring", total, (number, time) -> number + " in " + time);
        now += SECOND;
    }

    @Test
    void shouldSayTheFirstLossAtOnceAndFurtherOnesOnceAMinuteWithTheirNumber() {
        for (int i = 0; i < 7; i++) {
            look(0);
        }
        look(40_950);
        assertEquals(List.of("40,950 in 1 s"), said);
        for (int second = 1; second < 60; second++) {
            look(40_950 + 7 * second);
        }
        assertEquals(1, said.size());
        look(40_950 + 7 * 60);
        assertEquals(List.of("40,950 in 1 s", "420 in 60 s"), said);
    }

    @Test
    void shouldSayALossAtOnceWhichComesAfterAQuietMinute() {
        look(3);
        for (int second = 0; second < 67; second++) {
            look(3);
        }
        look(20);
        assertEquals(List.of("3 in 1 s", "17 in 1 s"), said);
    }

    @Test
    void shouldCountTheTimeFromWhereTheUntoldLossBegan() {
        look(0);
        look(1);
        for (int second = 0; second < 47; second++) {
            look(1);
        }
        for (int second = 0; second < 12; second++) {
            look(8);
        }
        look(24);
        assertEquals(List.of("1 in 1 s", "23 in 13 s"), said);
    }

    @Test
    void shouldKeepKindsApartAndForgetThoseThatHaveGone() {
        look(1);
        notices.look("output", 5, (number, time) -> "output " + number);
        notices.keep(Set.of("output"));
        look(2);
        assertEquals(List.of("1 in 1 s", "output 5", "2 in 1 s"), said);
    }
}
