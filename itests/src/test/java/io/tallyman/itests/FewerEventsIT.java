package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.Test;

/** {@code --fold} and {@code --limit} on a container that is gone before its events are told. */
public class FewerEventsIT {
    private static final String SOCKET = "docker:" + Docker.SOCKET;
    private static final String OPENS = "i=0; while [ $i -lt 613 ]; do : < /bin/calls; i=$((i+1)); done";

    private static List<JsonObject> opens(List<JsonObject> events, String container) {
        return events.stream().filter(e -> e.get("containerId").getAsString().equals(container)
                && e.get("eventName").getAsString().startsWith("open")
                && e.get("args").toString().contains("\"/bin/calls\"")).toList();
    }

    private static long count(JsonObject event) {
        return event.has("count") ? event.get("count").getAsLong() : 1;
    }

    @Test
    public void shouldTellOfTheFirstCallAndCountTheOthersOfAContainer() throws Exception {
        for (int round = 0; round < 2; round++) {
            try (Tallyman trace = Tallyman.trace("trace", "-e", "open,openat,container_remove", "-s", "container", "-o",
                    "json", "--fold", "open,openat=10m", "--containers", "--runtime", SOCKET, "--summary", "json")) {
                String id = Docker.run("tm-fold-" + round, "/bin/sh", "-c", OPENS);
                assertEquals(0, trace.interrupt());
                List<JsonObject> opens = opens(trace.json(), id);
                assertEquals(613, opens.stream().mapToLong(FewerEventsIT::count).sum());
                assertEquals(List.of(1L, 612L), opens.stream().map(FewerEventsIT::count).toList());
                assertEquals("tm-fold-" + round, opens.get(1).getAsJsonObject("container").get("name").getAsString());
                Counts counts = Counts.of(trace.stderr());
                assertEquals(counts.emitted(), counts.read() + counts.lost() + counts.withheld());
            }
        }
    }

    @Test
    public void shouldLeaveOutWhatIsBeyondTheLimitOfAContainer() throws Exception {
        try (Tallyman trace = Tallyman.trace("trace", "-e", "open,openat", "-s", "container", "-o", "json", "--limit",
                "container=1/h:211", "--containers", "--runtime", SOCKET, "--summary", "json")) {
            String id = Docker.run("tm-limit", "/bin/sh", "-c", OPENS);
            assertEquals(0, trace.interrupt());
            int opens = opens(trace.json(), id).size();
            assertTrue(opens + " opens", opens > 100 && opens <= 212);
            Counts counts = Counts.of(trace.stderr());
            assertTrue(counts.withheld() + " withheld", counts.withheld() >= 613 - opens);
            assertEquals(counts.emitted(), counts.read() + counts.lost() + counts.withheld());
        }
    }
}
