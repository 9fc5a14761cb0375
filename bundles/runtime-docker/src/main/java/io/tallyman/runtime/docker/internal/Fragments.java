package io.tallyman.runtime.docker.internal;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.HealthCheck;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.lib.docker.Attributes;
import io.tallyman.lib.docker.Healthcheck;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Turns Docker's answers into fragments. A list tells the time of creation in whole seconds, and an inspection waits until
 * the container has started. So every fragment tells whole seconds, and an event's own time is left out.
 */
final class Fragments {
    private static final String POD = "io.kubernetes.pod.";
    private static final List<String> SHELL = List.of("/bin/sh", "-c");

    private Fragments() {
    }

    /** An event has the container's labels among its own attributes. A label called name or image is lost in that. */
    static ContainerFragment.Builder of(Event event) {
        String id = event.getActor().getId();
        Map<String, String> attributes = Attributes.of(event);
        String image = attributes.remove("image");
        attributes.remove("oldName");
        ContainerFragment.Builder fragment = ContainerFragment.of(id).name(attributes.remove("name"));
        pod(fragment.someLabels(attributes), attributes);
        if (!Images.mayBeId(image)) {
            fragment.image(image);
        }
        return fragment;
    }

    static ContainerFragment.Builder of(Container listed) {
        Map<String, String> labels = Attributes.withoutNulls(listed.getLabels());
        ContainerFragment.Builder fragment = ContainerFragment.of(listed.getId()).imageId(listed.getImageId())
                .labels(labels);
        pod(fragment, labels);
        if (listed.getNames() != null && listed.getNames().length > 0) {
            fragment.name(ownName(listed.getNames()));
        }
        // Docker lists an id as well where the name that the user gave belongs to another image by now
        if (!Images.isId(listed.getImage(), listed.getImageId())) {
            fragment.image(listed.getImage());
        }
        return listed.getCreated() == null ? fragment : fragment.created(TimeUnit.SECONDS.toNanos(listed.getCreated()));
    }

    static ContainerFragment.Builder of(InspectContainerResponse inspected) {
        Map<String, String> labels = Attributes.withoutNulls(
                inspected.getConfig() == null ? null : inspected.getConfig().getLabels());
        ContainerFragment.Builder fragment = ContainerFragment.of(inspected.getId())
                .name(withoutSlash(inspected.getName())).imageId(inspected.getImageId()).labels(labels)
                .created(wholeSecond(inspected.getCreated()));
        pod(fragment, labels);
        fragment.healthcheck(healthcheck(inspected.getConfig()));
        Long pid = inspected.getState() == null ? null : inspected.getState().getPidLong();
        return pid == null || pid > Integer.MAX_VALUE ? fragment : fragment.pid(pid.intValue());
    }

    /** The library does not tell the shell of an image that has one of its own. */
    private static List<String> healthcheck(ContainerConfig config) {
        HealthCheck check = config == null ? null : config.getHealthcheck();
        return check == null ? List.of() : Healthcheck.program(check.getTest(), SHELL);
    }

    private static void pod(ContainerFragment.Builder fragment, Map<String, String> labels) {
        fragment.pod(labels.get(POD + "name"), labels.get(POD + "namespace"), labels.get(POD + "uid"));
        fragment.sandbox("podsandbox".equals(labels.get("io.kubernetes.docker.type")));
    }

    /** The container's own name: legacy links add names of the form "/other/alias". */
    private static String ownName(String[] names) {
        for (String each : names) {
            if (each.indexOf('/', 1) < 0) {
                return withoutSlash(each);
            }
        }
        return withoutSlash(names[0]);
    }

    private static String withoutSlash(String name) {
        return name != null && name.startsWith("/") ? name.substring(1) : name;
    }

    /** Nanoseconds since the epoch of the whole second, as the list tells it; 0 where there is no time. */
    private static long wholeSecond(String time) {
        try {
            return TimeUnit.SECONDS.toNanos(Instant.parse(time == null ? "" : time).getEpochSecond());
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
