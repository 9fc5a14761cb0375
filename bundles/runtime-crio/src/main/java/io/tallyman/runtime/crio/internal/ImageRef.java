package io.tallyman.runtime.crio.internal;

import java.util.regex.Pattern;

/** Tells apart what the CRI calls an image reference: a digest in a repository, the id of a configuration, or a name. */
final class ImageRef {
    private static final Pattern ID = Pattern.compile("(?:sha256:)?[0-9a-f]{64}");
    private static final Pattern SHORT_ID = Pattern.compile("[0-9a-f]{12,63}");
    private static final String SHA = "sha256:";

    private ImageRef() {
    }

    /** The reference if it is a name, else null. */
    static String name(String reference) {
        return reference == null || reference.isEmpty() || isId(reference) ? null : reference;
    }

    /** The reference if it is {@code repository@sha256:...}, else null. */
    static String digest(String reference) {
        return reference != null && reference.indexOf("@" + SHA) > 0 ? reference : null;
    }

    /** {@code sha256:...} if the reference is a configuration's id with or without that, else null. */
    static String id(String reference) {
        if (reference == null || !ID.matcher(reference).matches()) {
            return null;
        }
        return reference.startsWith(SHA) ? reference : SHA + reference;
    }

    static boolean isId(String reference) {
        return ID.matcher(reference).matches() || SHORT_ID.matcher(reference).matches();
    }
}
