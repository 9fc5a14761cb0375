package io.tallyman.runtime.podman.internal;

import io.tallyman.api.runtime.CgroupMatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises Podman's cgroups by their paths: with cgroupfs, with systemd, and split below a service. */
final class PodmanCgroups {
    private static final Pattern CONTAINER = Pattern.compile("libpod-(?:payload-)?([0-9a-f]{64})(?:\\.scope)?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private PodmanCgroups() {
    }

    static CgroupMatch match(String path) {
        Matcher container = CONTAINER.matcher(path.substring(path.lastIndexOf('/') + 1));
        return container.matches() ? new CgroupMatch(container.group(1), true) : null;
    }

    static boolean isId(String text) {
        return text.length() == 64 && ID.matcher(text).matches();
    }
}
