package io.tallyman.itests;

/** How often a test repeats its work: fewer times in {@code ./test}, all the times in {@code ./test --all}. */
final class Amount {
    /** The system property that ./test --all sets to "true". */
    static final String ALL = "tallyman.all";

    private Amount() {
    }

    /**
     * The number that the system property has, if it is set: {@code -Dtallyman.restarts=100}. Otherwise the first
     * number, or the second one under {@code ./test --all}.
     */
    static int of(String property, int usual, int all) {
        return Integer.getInteger(property, Boolean.getBoolean(ALL) ? all : usual);
    }
}
