package io.tallyman.runtime.containerd.internal;

import io.tallyman.api.runtime.CgroupMatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises containerd's cgroups by their paths: the kubelet's, nerdctl's, and {@code /<namespace>/<id>}. */
final class ContainerdCgroups {
    private static final Pattern SCOPE = Pattern.compile("(?:cri-containerd|nerdctl)-([0-9a-f]{64})\\.scope");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern POD = Pattern.compile("pod[0-9a-f][0-9a-f_-]{30,35}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");
    private static final Pattern UNIT = Pattern.compile(".*\\.(?:scope|service|slice|mount|socket|swap)");
    private static final int LONGEST_ID = 76;

    private ContainerdCgroups() {
    }

    static CgroupMatch match(String path, Namespaces namespaces) {
        int slash = path.lastIndexOf('/');
        String last = path.substring(slash + 1);
        Matcher scope = SCOPE.matcher(last);
        if (scope.matches()) {
            return new CgroupMatch(scope.group(1), true);
        }
        if (slash <= 0 || !isId(last)) {
            return null;
        }
        String parent = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
        boolean hex = HEX.matcher(last).matches();
        if (hex && path.contains("/kubepods") && POD.matcher(parent).matches()) {
            return new CgroupMatch(last, true);
        }
        return namespaces.contains(parent, path) && !UNIT.matcher(last).matches() ? new CgroupMatch(last, hex) : null;
    }

    /** Says whether containerd would accept this text as an id. */
    static boolean isId(String text) {
        return text.length() <= LONGEST_ID && ID.matcher(text).matches();
    }
}
