package io.tallyman.filter.internal;

import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import io.tallyman.api.text.Suggestion;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Compiles filters from the built-in fields and those that plug-ins bring. */
@Component(service = FilterCompiler.class)
public final class FilterCompilerService implements FilterCompiler {
    private final List<OwnField> own = Stream.concat(BuiltInFields.ALL.stream(), Stream.of(new ReturnField(),
            new ScopeField(written -> field(written, written)), new ArgField())).toList();
    private final List<FilterField> added = new CopyOnWriteArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    @Activate
    public FilterCompilerService() {
        // the fields of plug-ins come and go while this service runs
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addField(FilterField field) {
        added.add(field);
        watchers.forEach(Runnable::run);
    }

    void removeField(FilterField field) {
        added.remove(field);
        watchers.forEach(Runnable::run);
    }

    @Override
    public AutoCloseable watch(Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    @Override
    public List<FilterField> fields() {
        return Stream.concat(own.stream(), added.stream()).sorted(Comparator.comparing(FilterField::name)).toList();
    }

    @Override
    public EventFilter compile(Collection<String> expressions) throws FilterException {
        FilterBuilder builder = new FilterBuilder();
        for (String text : expressions) {
            for (Expression expression : Expression.parseAll(text)) {
                FilterField field = field(expression.text(), expression.field());
                requireOperator(expression.text(), field, expression.operator());
                builder.add(expression, field);
            }
        }
        return builder.build();
    }

    private FilterField field(String text, String written) throws FilterException {
        for (OwnField field : own) {
            if (field.takes(written)) {
                return field;
            }
        }
        for (FilterField field : added) {
            String name = field.name();
            boolean family = name.endsWith(".*") && written.length() > name.length() - 1
                    && written.startsWith(name.substring(0, name.length() - 1));
            if (family || name.equals(written)) {
                return field;
            }
        }
        throw new FilterException("filter '" + text + "': there is no field '" + written + "'"
                + Suggestion.of(written, fields().stream().map(FilterField::name).toList())
                + "; 'tallyman list filters' shows all");
    }

    /** Refuses an operator that the field does not take; the message lists the operators that the field takes. */
    static void requireOperator(String text, FilterField field, Operator operator) throws FilterException {
        if (!field.operators().contains(operator)) {
            throw new FilterException("filter '" + text + "': field '" + field.name() + "' takes "
                    + String.join(" ", field.operators().stream().map(o -> switch (o) {
                        case IS_SET -> "no value";
                        case IS_NOT_SET -> "! before it";
                        default -> o.symbol();
                    }).toList()));
        }
    }
}
