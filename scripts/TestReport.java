import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads the reports of a test run and says how the run went:
 * {@code java TestReport.java TOP MAVEN_EXIT_CODE WHAT [ABSENT...]}, where WHAT is "no" without root, "yes" with root, "all"
 * with root and heavy tests, "part" for a part of the tests. ABSENT names a daemon that is not to be had on this machine:
 * a test that says {@code needs("name")} of that daemon is left out and named. With root
 * each privileged test of the sources has to have run: a skipped or missing test is a failure. A field of an event that no
 * test has checked is a failure as well. Of a part of the tests the report asks neither.
 */
public final class TestReport {
    private static final Pattern PRIVILEGED = Pattern.compile("@Tag\\(\"privileged\"\\)");
    private static final Pattern HEAVY = Pattern.compile("@Tag\\(\"heavy\"\\)|@Category\\(Heavy\\.class\\)");
    private static final Pattern METHOD = Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest)\\b.*?\\bvoid\\s+(\\w+)\\s*\\(",
            Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^[^\\n*/]*\\bclass\\s+\\w+", Pattern.MULTILINE);

    private static final Pattern FIELD = Pattern.compile("\\| (\\w+) \\| `");

    private final Set<String> executed = new TreeSet<>();
    private final Set<String> skipped = new TreeSet<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> absent;
    private int passed;

    private TestReport(List<String> absent) {
        this.absent = absent;
    }

    public static void main(String[] args) throws Exception {
        System.exit(new TestReport(List.of(args).subList(3, args.length))
                .run(Path.of(args[0]), Integer.parseInt(args[1]), args[2]));
    }

    private int run(Path top, int mavenExit, String what) throws Exception {
        for (Path report : find(top, ".*/target/(surefire|failsafe)-reports/TEST-.*\\.xml")) {
            read(report);
        }
        boolean root = what.equals("yes") || what.equals("all");
        Set<String> heavy = new TreeSet<>();
        Set<String> privileged = new TreeSet<>();
        Set<String> impossible = new TreeSet<>();
        if (!what.equals("part")) {
            collect(top, privileged, heavy, impossible);
        }
        if (!what.equals("all")) {
            privileged.removeAll(heavy);
            heavy.stream().filter(t -> !executed.contains(t))
                    .forEach(t -> System.out.println("left to ./test --all: " + t));
        }
        privileged.removeIf(test -> impossible.stream().anyMatch(type -> test.startsWith(type + ".")));
        impossible.forEach(type -> System.out.println("not run, since its daemon is not to be had here: " + type));
        int ran = 0;
        for (String test : privileged) {
            if (executed.contains(test)) {
                ran++;
            } else if (root) {
                failures.add("privileged test was not executed" + (skipped.contains(test) ? " (skipped)" : "") + ": " + test);
            } else {
                System.out.println("not run without root: " + test);
            }
        }
        if (root) {
            unchecked(top).forEach(f -> failures.add("no test checks the field " + f));
        }
        skipped.stream().filter(t -> !privileged.contains(t)).forEach(t -> System.out.println("skipped: " + t));
        if (mavenExit != 0 && failures.isEmpty()) {
            failures.add("the build failed (maven ended with " + mavenExit + ")");
        }
        if (passed == 0 && failures.isEmpty()) {
            failures.add("no test was found");
        }
        failures.forEach(f -> System.out.println("failed: " + f));
        System.out.println("privileged tests: " + ran + " of " + privileged.size() + " executed");
        System.out.println(passed + " passed, " + failures.size() + " failed");
        return failures.isEmpty() ? 0 : 1;
    }

    private void read(Path report) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = factory.newDocumentBuilder().parse(report.toFile());
        NodeList cases = document.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            String name = key(test.getAttribute("classname"), test.getAttribute("name"));
            if (test.getElementsByTagName("skipped").getLength() > 0) {
                skipped.add(name);
                continue;
            }
            if (test.getElementsByTagName("failure").getLength() + test.getElementsByTagName("error").getLength() > 0) {
                failures.add(test.getAttribute("classname") + "." + test.getAttribute("name"));
            } else {
                passed++;
            }
            executed.add(name);
        }
    }

    /** Without what parameters and nesting add to the names. */
    private static String key(String type, String method) {
        Matcher word = Pattern.compile("\\w*").matcher(method);
        return type.replaceFirst("\\$.*", "") + "." + (word.lookingAt() ? word.group() : method);
    }

    /**
     * Adds the privileged tests of all sources, which all integration tests are, the heavy tests, and the classes whose daemon is
     * absent.
     */
    private void collect(Path top, Set<String> privileged, Set<String> heavy, Set<String> impossible)
            throws IOException {
        for (Path source : find(top, ".*/src/test/java/.*\\.java")) {
            String path = source.toString();
            String text = Files.readString(source);
            String type = path.substring(path.indexOf("/src/test/java/") + "/src/test/java/".length())
                    .replaceFirst("\\.java$", "").replace('/', '.');
            boolean integration = path.contains("/itests/") && path.endsWith("IT.java");
            privileged.addAll(integration ? tests(type, text, METHOD) : tests(type, text, PRIVILEGED));
            heavy.addAll(tests(type, text, HEAVY));
            if (absent.stream().anyMatch(daemon -> text.contains("needs(\"" + daemon + "\")"))) {
                impossible.add(type);
            }
        }
    }

    /** The test methods of a class that have the tag, or all of them if the class has the tag. */
    private static Set<String> tests(String type, String text, Pattern tag) {
        Set<String> tests = new TreeSet<>();
        Matcher first = tag.matcher(text);
        Matcher head = CLASS.matcher(text);
        boolean whole = tag == METHOD || first.find() && head.find() && first.start() < head.end();
        Matcher method = METHOD.matcher(text);
        int from = 0;
        while (method.find()) {
            // a method's own tag stands between the end of the method before and its name
            String before = text.substring(from, method.end());
            if (whole || tag.matcher(before.substring(Math.max(0, before.lastIndexOf("\n\n")))).find()) {
                tests.add(type + "." + method.group(1));
            }
            from = method.end();
        }
        return tests;
    }

    /** Fields in {@code docs/events.md} that no test has checked, of events that this kernel can tell of. */
    private static Set<String> unchecked(Path top) throws IOException {
        Set<String> noted = new TreeSet<>();
        for (Path file : find(top, ".*/target/checked-fields/.*\\.txt")) {
            noted.addAll(Files.readAllLines(file));
        }
        Set<String> missing = new TreeSet<>();
        String event = "";
        for (String line : Files.readAllLines(top.resolve("docs/events.md"))) {
            Matcher field = FIELD.matcher(line);
            if (line.startsWith("### ")) {
                event = line.substring(4);
            } else if (field.lookingAt() && !noted.contains("+ " + event + "." + field.group(1))
                    && !noted.contains("- " + event)) {
                missing.add(event + "." + field.group(1));
            }
        }
        return missing;
    }

    private static List<Path> find(Path top, String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(f -> f.toString().matches(pattern)).sorted().toList();
        }
    }
}
