package io.tallyman.printing;

/** What schemas ask for apart of an image's name. The name comes from a user: any text will do. */
public final class Images {
    private Images() {
    }

    /** The tag of {@code [registry/]repository[:tag][@digest]}, or an empty text if the name has none. */
    public static String tag(String name) {
        int at = name.indexOf('@');
        String plain = at < 0 ? name : name.substring(0, at);
        int colon = plain.lastIndexOf(':');
        return colon > plain.lastIndexOf('/') ? plain.substring(colon + 1) : "";
    }
}
