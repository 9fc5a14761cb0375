package io.tallyman.itests;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One line of JSON, as a filter written anew for a test looks at it. */
final class Reported {
    private final JsonObject event;
    private final JsonObject container;

    private Reported(JsonObject event) {
        this.event = event;
        container = event.getAsJsonObject("container");
    }

    static List<Reported> all(List<Lines.Line> lines) {
        return lines.stream().map(line -> new Reported(JsonParser.parseString(line.text()).getAsJsonObject())).toList();
    }

    String text(String key) {
        return event.get(key).getAsString();
    }

    long number(String key) {
        return event.get(key).getAsLong();
    }

    boolean is(String name) {
        return text("eventName").equals(name);
    }

    boolean isContained() {
        return container.has("id");
    }

    /** Empty for the host. */
    String container(String key) {
        return container.has(key) ? container.get(key).getAsString() : "";
    }

    String arg(String name) {
        for (JsonElement arg : event.getAsJsonArray("args")) {
            if (arg.getAsJsonObject().get("name").getAsString().equals(name)) {
                return arg.getAsJsonObject().get("value").toString().replace("\"", "");
            }
        }
        return "";
    }

    /** What was opened, or the words that were executed, if that is one of the test's own. */
    String mark() {
        String mark = is("sched_process_exec") ? arg("argv") : arg("pathname");
        return mark.contains(Places.OPENED) ? text("eventName") + " " + mark : null;
    }

    /** The number of the file that {@link #mark} is about. */
    int number() {
        return Integer.parseInt(mark().replaceAll(".*" + Places.OPENED + "(\\d+).*", "$1"));
    }

    /** Who started whom, by what the forks among them say. */
    static Map<Long, Long> parents(List<Reported> all) {
        Map<Long, Long> parents = new HashMap<>();
        for (Reported each : all) {
            if (each.is("sched_process_fork") && each.arg("child_pid").equals(each.arg("child_tid"))) {
                parents.put(Long.valueOf(each.arg("child_pid")), each.number("hostProcessId"));
            }
        }
        return parents;
    }
}
