package io.tallyman.containers.internal.attribution;

/** The form of ids that are random and therefore unique wherever they stand: 64 hexadecimal digits. */
public final class ContainerIds {
    private static final int DIGITS = 64;
    private static final String SCOPE = ".scope";

    private ContainerIds() {
    }

    public static boolean isRandom(String id) {
        return id.length() == DIGITS && hexFrom(id, 0);
    }

    /**
     * The random id at the end of a cgroup's path: {@code /a/<id>}, {@code /a/word-<id>}, {@code /a/word-<id>.scope}.
     *
     * @return null where there is none, or where it is the cgroup of the container's monitor
     */
    static String atEndOf(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.endsWith(SCOPE)) {
            last = last.substring(0, last.length() - SCOPE.length());
        }
        int from = last.length() - DIGITS;
        if (from < 0 || from > 0 && last.charAt(from - 1) != '-' || !hexFrom(last, from) || last.contains("conmon")) {
            return null;
        }
        return last.substring(from);
    }

    private static boolean hexFrom(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
