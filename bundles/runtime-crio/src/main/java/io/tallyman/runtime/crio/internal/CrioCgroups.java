package io.tallyman.runtime.crio.internal;

import io.tallyman.api.runtime.CgroupMatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What CRI-O's cgroups look like with its two drivers. A sandbox's cgroup has the form of a container's. */
final class CrioCgroups {
    private static final Pattern CONTAINER = Pattern.compile("crio-([0-9a-f]{64})(?:\\.scope)?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private CrioCgroups() {
    }

    static CgroupMatch match(String path) {
        Matcher container = CONTAINER.matcher(path.substring(path.lastIndexOf('/') + 1));
        return container.matches() ? new CgroupMatch(container.group(1), true) : null;
    }

    static boolean isId(String text) {
        return text.length() == 64 && ID.matcher(text).matches();
    }
}
