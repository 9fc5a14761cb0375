package io.tallyman.api.runtime;

/**
 * The parts of an image's name, {@code [registry/]repository[:tag][@digest]}. The name comes from a user: any text will
 * do.
 */
public final class ImageName {
    private ImageName() {
    }

    /** The name without tag and digest. */
    public static String repository(String name) {
        String plain = beforeDigest(name);
        int colon = plain.lastIndexOf(':');
        return colon > plain.lastIndexOf('/') ? plain.substring(0, colon) : plain;
    }

    /** The digest with its algorithm, {@code sha256:...}, or an empty text if the name has none. */
    public static String digest(String name) {
        int at = name.indexOf('@');
        return at <= 0 ? "" : name.substring(at + 1);
    }

    /** A digest in the repository that the name belongs to, {@code repository@sha256:...}. */
    public static String withDigest(String name, String digest) {
        return repository(name) + "@" + digest;
    }

    private static String beforeDigest(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }
}
