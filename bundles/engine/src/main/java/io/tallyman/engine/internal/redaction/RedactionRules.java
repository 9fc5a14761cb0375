package io.tallyman.engine.internal.redaction;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.Field;
import io.tallyman.api.event.FieldKind;
import io.tallyman.api.text.Suggestion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an output hides of the texts of its events. A rule is {@code FIELD:EXPRESSION}, such as
 * {@code argv:(?i)(--?password[= ])\S+}. FIELD is the name of an argument, or {@code *} for all texts. Of what matches,
 * the first group stays, and so does a group that is called {@code tail}. The word {@code default} stands for
 * {@link #DEFAULTS}. Immutable.
 */
public final class RedactionRules {
    /** The word for the rules that suit most machines. */
    public static final String DEFAULT = "default";
    private static final String ALL = "*";
    private static final String WORDS = "(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|"
            + "private[_-]?key|credentials?|_pass\\b|_pwd\\b)";
    private static final String NAME = "(?i)([a-z0-9_.-]*" + WORDS + "[a-z0-9_.-]*";
    private static final String WORD = "(?:'[^']*'|\"[^\"]*\"|\\S+)";
    /** A host has no at sign, so the password ends at the last one. */
    private static final String URL = "([a-zA-Z][a-zA-Z0-9+.-]*://[^\\s:/@]*:)\\S+(?P<tail>@)";
    private static final String FORMS = "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b|\\bgh[pousr]_[A-Za-z0-9]{20,}|"
            + "\\bxox[abprs]-[A-Za-z0-9-]{10,}";

    /**
     * Options and variables whose names say that they hold a secret, passwords in URLs, HTTP's Authorization, and words
     * that are secrets by their form.
     */
    private static final List<String> DEFAULTS = List.of(
            "argv:" + NAME + "[\"'\\\\]{0,2}[=:] ?)" + WORD,
            "argv:(?i)(--?[a-z0-9_.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key)[= ])" + WORD,
            // the answer of Digest and the signature of AWS have several parts
            "argv:(?i)(\\bauthorization: ?)(?:(?P<whole>digest|aws4-[a-z0-9-]+) \\S+|(?:[a-z0-9-]+ )?\\S+)",
            "argv:" + URL,
            "argv:(\\bsshpass -p ?)" + WORD,
            "argv:" + FORMS,
            "text:" + NAME + "[\"'\\\\]{0,2}[=:] ?)" + WORD,
            "text:(?i)(\\bauthorization: ?)(?:(?P<whole>digest|aws4-[a-z0-9-]+) \\S+|(?:[a-z0-9-]+ )?\\S+)",
            "text:" + URL,
            "text:" + FORMS,
            "envp:" + NAME + "=)\\S*",
            "envp:" + URL,
            "envp:" + FORMS);

    private final List<Rule> rules;

    /**
     * @param field      name of an argument, or {@link #ALL}
     * @param expression the pattern over bytes: each char of a text that is matched stands for one byte
     */
    private record Rule(String field, String expression) {
        boolean concerns(Field of) {
            return (of.kind() == FieldKind.STRING || of.kind() == FieldKind.STRINGS)
                    && (field.equals(ALL) || field.equals(of.name()));
        }
    }

    private RedactionRules(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads rules, one on each line.
     *
     * @return null if the text has no rule, so that nothing is to be done
     * @throws IllegalArgumentException a rule cannot be read; the message says why
     */
    public static RedactionRules parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String line : text.split("\n")) {
            String rule = line.strip();
            if (rule.equals(DEFAULT)) {
                DEFAULTS.forEach(each -> rules.add(rule(each)));
            } else if (!rule.isEmpty()) {
                rules.add(rule(rule));
            }
        }
        return rules.isEmpty() ? null : new RedactionRules(List.copyOf(rules));
    }

    private static Rule rule(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + text + "' is no rule: allowed are default and FIELD:EXPRESSION, such "
                    + "as argv:(?i)(--?password[= ])\\S+");
        }
        String field = text.substring(0, colon).strip();
        Set<String> known = texts();
        if (!field.equals(ALL) && !known.contains(field)) {
            throw new IllegalArgumentException("'" + field + "' is no argument that is a text"
                    + Suggestion.of(field, known) + "; there are *, " + String.join(", ", known));
        }
        String expression = text.substring(colon + 1).strip();
        try {
            String bytes = new String(expression.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            Pattern pattern = Pattern.compile(bytes);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException("the expression '" + expression + "' matches the empty text, so it "
                        + "says nothing of what is to be hidden");
            }
            return new Rule(field, bytes);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the expression '" + expression + "' cannot be read: "
                    + e.getDescription() + " (RE2's syntax, without look-around and back-references)", e);
        }
    }

    private static Set<String> texts() {
        Rule all = new Rule(ALL, "");
        return Catalogue.builtIn().all().stream().flatMap(type -> type.fields().stream()).filter(all::concerns)
                .map(Field::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The expressions that concern an argument. */
    List<String> expressions(Field field) {
        return rules.stream().filter(rule -> rule.concerns(field)).map(Rule::expression).toList();
    }

    /** The expressions that concern the paths of the type's descriptors. */
    List<String> pathExpressions() {
        return rules.stream().filter(rule -> rule.field().equals(ALL)).map(Rule::expression).toList();
    }
}
