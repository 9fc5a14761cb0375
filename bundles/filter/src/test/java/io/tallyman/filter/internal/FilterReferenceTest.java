package io.tallyman.filter.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.api.filter.FilterField;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/filters.md is what the fields say of themselves. */
class FilterReferenceTest {
    private static final Path FILE = Path.of("../../docs/filters.md");
    private static final String HEAD = "| field | operators | |\n|---|---|---|\n";
    private static final String END = "\n\n## ";

    @Test
    void isCurrent() throws Exception {
        String committed = Files.readString(FILE);
        int from = committed.indexOf(HEAD);
        int to = committed.indexOf(END, from);
        String current = committed.substring(0, from) + HEAD + rows() + committed.substring(to);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(FILE, current);
        } else {
            assertEquals(current, committed, "docs/filters.md is not what the fields say; write it anew with: "
                    + "mvn -f bundles/filter/pom.xml test -Dtest=FilterReferenceTest -Ddocs.write=true");
        }
    }

    private static String rows() {
        return new FilterCompilerService().fields().stream().map(FilterReferenceTest::row)
                .collect(Collectors.joining("\n"));
    }

    private static String row(FilterField field) {
        return "| `" + field.name() + "` | " + field.operators().stream().sorted().map(o -> switch (o) {
            case IS_SET -> "alone";
            case IS_NOT_SET -> "`!`";
            default -> "`" + o.symbol() + "`";
        }).collect(Collectors.joining(" ")) + " | " + field.description() + " |";
    }
}
