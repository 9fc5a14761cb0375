package io.tallyman.itests;

import static org.junit.Assert.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.Test;

/** What runs in a container that its image does not have, with the file system that most Docker daemons use. */
public class DriftIT {
    /** The path of each program in the container, and the layer that it lies in. */
    private static List<String> programs(Lines trace) {
        return trace.lines().stream().map(line -> JsonParser.parseString(line.text()).getAsJsonObject())
                .map(event -> argument(event, "pathname") + " " + argument(event, "executable_layer")).toList();
    }

    private static String argument(JsonObject event, String name) {
        for (JsonElement argument : event.getAsJsonArray("args")) {
            if (argument.getAsJsonObject().get("name").getAsString().equals(name)) {
                return argument.getAsJsonObject().get("value").getAsString();
            }
        }
        throw new AssertionError(name + " is missing in " + event);
    }

    @Test
    public void shouldTellTheImagesProgramsFromThoseThatCameLater() throws Exception {
        try (OwnDocker docker = new OwnDocker("overlay2");
                Lines all = trace(docker);
                Lines drifted = trace(docker, "-s", "sched_process_exec.args.executable_layer=new,copied")) {
            docker.run(true, "drift", "sleep", "10007");
            docker.exec("drift", "sh", "-c",
                    "cp /bin/busybox /tmp/id && chmod 750 /bin/calls && /tmp/id && /bin/calls 1 /tm-x");
            docker.call("restart", "--time", "0", "drift");
            docker.exec("drift", "/tmp/id");
            docker.exec("drift", "/bin/calls", "1", "/tm-x");
            all.interrupt();
            drifted.interrupt();
            String image = "/bin/busybox image";
            String added = "/tmp/id new";
            String touched = "/bin/calls copied";
            assertEquals(all.stderr(), List.of(image, image, added, touched, image, added, touched), programs(all));
            assertEquals(drifted.stderr(), List.of(added, touched, added, touched), programs(drifted));
        }
    }

    /** Traces without the runtime's own programs: on a busy machine runc may execute itself in the container's cgroup. */
    private static Lines trace(OwnDocker docker, String... options) throws Exception {
        List<String> arguments = OwnDaemon.join(List.of("-o", "json", "--containers", "--runtime",
                "docker:" + docker.socket(), "-e", "sched_process_exec", "-s", "containerName=drift", "-s",
                "origin!=runtime"), options);
        return Lines.traceNamed(arguments.toArray(String[]::new));
    }
}
