package io.tallyman.runtime.docker.internal;

import io.tallyman.api.runtime.CgroupMatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises Docker's cgroups by their paths: with its two drivers, and with {@code --cgroup-parent}. */
final class DockerCgroups {
    private static final Pattern SCOPE = Pattern.compile("docker-([0-9a-f]{64})\\.scope");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    /** The parent of Podman's pods. The cgroup of a pod looks like a container's id and is no container. */
    private static final String PODMAN_PARENT = "libpod_parent";

    private DockerCgroups() {
    }

    static CgroupMatch match(String path) {
        int slash = path.lastIndexOf('/');
        String last = path.substring(slash + 1);
        Matcher scope = SCOPE.matcher(last);
        if (scope.matches()) {
            return new CgroupMatch(scope.group(1), true);
        }
        if (!isId(last)) {
            return null;
        }
        String parent = slash <= 0 ? "" : path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
        return parent.equals(PODMAN_PARENT) ? null : new CgroupMatch(last, parent.equals("docker"));
    }

    static boolean isId(String text) {
        return text.length() == 64 && ID.matcher(text).matches();
    }
}
