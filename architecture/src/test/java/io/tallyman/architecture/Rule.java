package io.tallyman.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of a table in ARCHITECTURE.md.
 *
 * @param subject what the row is about, such as {@code bundles/engine}
 * @param known names of what the subject may know, such as {@code containers}
 * @param libraries beginnings of package names that the subject may use, such as {@code com.sun.jna}
 */
record Rule(String subject, List<String> known, List<String> libraries) {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The rules of the table below the heading; the cells hold their names in backticks. */
    static List<Rule> table(String document, String heading) {
        int from = document.indexOf("# " + heading + "\n");
        if (from < 0) {
            throw new IllegalArgumentException("ARCHITECTURE.md has no section \"" + heading + "\"");
        }
        int end = document.indexOf("\n#", from);
        String section = document.substring(from, end < 0 ? document.length() : end);
        List<Rule> rules = new ArrayList<>();
        section.lines().filter(line -> line.startsWith("| `")).map(Rule::row).forEach(rules::add);
        return rules;
    }

    private static Rule row(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length < 5) {
            throw new IllegalArgumentException("this row of ARCHITECTURE.md has too few cells: " + line);
        }
        return new Rule(names(cells[1]).get(0), names(cells[3]), cells.length > 5 ? names(cells[4]) : List.of());
    }

    private static List<String> names(String cell) {
        List<String> names = new ArrayList<>();
        Matcher matcher = CODE.matcher(cell);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Whether a package of another project belongs to a library of this rule. */
    boolean mayUse(String packageName) {
        return libraries.stream().anyMatch(library -> (packageName + ".").startsWith(library + "."));
    }
}
