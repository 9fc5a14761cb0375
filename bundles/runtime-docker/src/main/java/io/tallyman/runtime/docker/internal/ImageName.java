package io.tallyman.runtime.docker.internal;

/** The parts of {@code [registry/]repository[:tag][@digest]}. */
final class ImageName {
    private ImageName() {
    }

    /** The repository as Docker prints it: without tag and digest, and without its default registry and folder. */
    static String repository(String name) {
        int at = name.indexOf('@');
        String plain = at < 0 ? name : name.substring(0, at);
        int colon = plain.lastIndexOf(':');
        String repository = colon > plain.lastIndexOf('/') ? plain.substring(0, colon) : plain;
        String shorter = repository.replaceFirst("^(index\\.)?docker\\.io/", "");
        return shorter.startsWith("library/") ? shorter.substring("library/".length()) : shorter;
    }
}
