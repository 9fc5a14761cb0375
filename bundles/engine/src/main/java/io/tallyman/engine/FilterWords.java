package io.tallyman.engine;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What filters ask of a source, as far as their words tell. A source is opened while the bundle starts that understands
 * filters, so nobody can ask that bundle. A word that is taken for such a field by mistake costs some time for each event.
 */
final class FilterWords {
    private static final Pattern ORIGIN = Pattern.compile("(?:^|[\\s.!(])(?:origin|execId)\\s*!?=");
    private static final Pattern CONTAINER =
            Pattern.compile("(?:^|[\\s.(])(?:container|pod|label\\.|runtime)[\\w./-]*\\s*(?:=|\\s|\\)|$)");

    private FilterWords() {
    }

    /** A filter compares the origin of a process, or the id of an exec. */
    static boolean askOrigin(List<String> filters) {
        return filters.stream().anyMatch(filter -> ORIGIN.matcher(filter).find());
    }

    /** A filter is for events of containers. */
    static boolean askContainer(List<String> filters) {
        return filters.stream().anyMatch(filter -> CONTAINER.matcher(filter).find());
    }
}
