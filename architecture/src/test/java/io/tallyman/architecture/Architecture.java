package io.tallyman.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Holds the bundles to the tables of a document. Each method gives a sentence for each difference. */
final class Architecture {
    private static final String ROOMS = "The rooms";
    private static final String PACKAGES = "The packages of `%s`";
    /** What each bundle may use: the JDK, and annotations that only the build reads. */
    private static final List<String> FREE = List.of("java.", "javax.", "org.osgi.annotation.",
            "org.osgi.service.component.annotations.", "org.osgi.service.metatype.annotations.");
    private static final String DIRECTORY = "bundles/";

    private final Bundles bundles;
    private final String document;

    Architecture(Bundles bundles, String document) {
        this.bundles = bundles;
        this.document = document;
    }

    /** Bundles without a row, and rows without a bundle. */
    List<String> rooms() {
        return compare(Rule.table(document, ROOMS), bundles.names().stream().map(DIRECTORY::concat).toList(),
                rule -> rule.subject().startsWith(DIRECTORY), ROOMS);
    }

    /** Packages of the bundle without a row, and rows without a package. */
    List<String> packages(String bundle) {
        String heading = PACKAGES.formatted(bundle);
        return compare(Rule.table(document, heading), bundles.packages().stream()
                .filter(name -> bundle.equals(bundles.bundleOf(name))).map(Architecture::shortName).toList(),
                rule -> true, heading);
    }

    private static List<String> compare(List<Rule> rules, List<String> names, Predicate<Rule> isOfInterest,
            String heading) {
        List<String> sentences = new ArrayList<>();
        for (String name : names) {
            if (rules.stream().filter(rule -> rule.subject().equals(name)).count() != 1) {
                sentences.add(name + " must have one row " + below(heading));
            }
        }
        for (Rule rule : rules) {
            if (isOfInterest.test(rule) && !names.contains(rule.subject())) {
                sentences.add(rule.subject() + " has a row " + below(heading) + " and does not exist");
            }
        }
        return sentences;
    }

    private static String below(String heading) {
        return "below \"" + heading + "\" in ARCHITECTURE.md";
    }

    /** Arrows between bundles that the document does not name, and names in it that stand for no arrow. */
    List<String> arrowsBetweenBundles() {
        return hold(Rule.table(document, ROOMS), DIRECTORY,
                Arrow.of(bundles, this::bundleOf, this::bundleOf), ROOMS);
    }

    /** The same between the packages of one bundle. */
    List<String> arrowsInside(String bundle) {
        String heading = PACKAGES.formatted(bundle);
        return hold(Rule.table(document, heading), "", Arrow.of(bundles, type -> packageIn(bundle, type),
                type -> packageIn(bundle, type)), heading);
    }

    private static List<String> hold(List<Rule> rules, String prefix, Collection<Arrow> arrows, String heading) {
        List<String> sentences = new ArrayList<>();
        for (Arrow arrow : arrows) {
            if (rules.stream().noneMatch(rule -> rule.subject().equals(prefix + arrow.from())
                    && rule.known().contains(arrow.to()))) {
                sentences.add(arrow + "; the table " + below(heading) + " does not allow that");
            }
        }
        for (Rule rule : rules) {
            for (String known : rule.subject().startsWith(prefix) ? rule.known() : List.<String>of()) {
                if (arrows.stream().noneMatch(arrow -> rule.subject().equals(prefix + arrow.from())
                        && known.equals(arrow.to()))) {
                    sentences.add(rule.subject() + " may know " + known + " by the table " + below(heading)
                            + ", and no class uses that");
                }
            }
        }
        return sentences;
    }

    /** Uses of libraries that the document does not name for the bundle. */
    List<String> libraries() {
        List<Rule> rules = Rule.table(document, ROOMS);
        return Arrow.of(bundles, this::bundleOf, this::library).stream()
                .filter(arrow -> rules.stream().noneMatch(rule -> rule.subject().equals(DIRECTORY + arrow.from())
                        && rule.mayUse(arrow.to())))
                .map(arrow -> arrow + "; the table " + below(ROOMS) + " does not name that library")
                .sorted().toList();
    }

    /** Uses of what another bundle keeps to itself. */
    List<String> internals() {
        return Arrow.of(bundles, this::bundleOf, type -> bundleOf(type) == null ? null : type.getPackageName()).stream()
                .filter(arrow -> !arrow.from().equals(bundles.bundleOf(arrow.to())))
                .filter(arrow -> (arrow.to() + ".").contains(".internal."))
                .map(arrow -> arrow + "; a bundle's internal packages are its own").toList();
    }

    private String bundleOf(JavaClass type) {
        return bundles.bundleOf(type.getPackageName());
    }

    private String packageIn(String bundle, JavaClass type) {
        return bundle.equals(bundleOf(type)) ? shortName(type.getPackageName()) : null;
    }

    private String library(JavaClass type) {
        return type.isPrimitive() || bundleOf(type) != null || FREE.stream().anyMatch(type.getName()::startsWith) ? null
                : type.getPackageName();
    }

    /** What a package is called inside its bundle: what follows {@code internal}, or its last word. */
    private static String shortName(String packageName) {
        int internal = packageName.indexOf(".internal.");
        return internal < 0 ? packageName.substring(packageName.lastIndexOf('.') + 1)
                : packageName.substring(internal + ".internal.".length());
    }
}
