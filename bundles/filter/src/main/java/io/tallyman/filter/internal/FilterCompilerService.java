package io.tallyman.filter.internal;

import io.tallyman.api.check.Suggestion;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import io.tallyman.api.filter.Operator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final List<FilterField> added = new CopyOnWriteArrayList<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    @Activate
    public FilterCompilerService() {
        // fields of plug-ins are added while running
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
        return Stream.concat(BuiltInFields.ALL.stream(), added.stream())
                .sorted(Comparator.comparing(FilterField::name)).toList();
    }

    @Override
    public EventFilter compile(Collection<String> expressions) throws FilterException {
        Map<String, List<EventPredicate>> alternatives = new LinkedHashMap<>();
        List<EventPredicate> all = new ArrayList<>();
        BitSet named = new BitSet();
        BitSet excluded = new BitSet();
        boolean needsMetadata = false;
        boolean impliesContainer = false;
        for (String text : expressions) {
            for (Expression expression : Expression.parseAll(text)) {
                FilterField field = field(expression);
                EventPredicate predicate = predicate(field, expression);
                if (expression.operator() == Operator.EQUAL || expression.operator() == Operator.IS_SET) {
                    alternatives.computeIfAbsent(expression.field(), f -> new ArrayList<>()).add(predicate);
                } else {
                    all.add(expression.operator().isNegative() ? event -> !predicate.test(event) : predicate);
                }
                needsMetadata |= field.needsMetadata();
                impliesContainer |= field.impliesContainer(expression.operator(), expression.values());
                if (expression.field().equals(EventNameField.NAME)) {
                    (expression.operator().isNegative() ? excluded : named)
                            .or(EventNameField.ids(expression.values()));
                }
            }
        }
        alternatives.values().forEach(a -> all.add(CompiledFilter.any(a.toArray(EventPredicate[]::new))));
        return new CompiledFilter(needsMetadata, impliesContainer, events(named, excluded),
                all.toArray(EventPredicate[]::new));
    }

    private static BitSet events(BitSet named, BitSet excluded) throws FilterException {
        if (named.isEmpty() && excluded.isEmpty()) {
            return null;
        }
        BitSet events = named;
        if (events.isEmpty()) {
            events.or(EventNameField.ids(List.of("*")));
        }
        events.andNot(excluded);
        if (events.isEmpty()) {
            throw new FilterException("the filter on 'event' leaves no event");
        }
        return events;
    }

    private FilterField field(Expression expression) throws FilterException {
        List<FilterField> fields = fields();
        for (FilterField field : fields) {
            String name = field.name();
            boolean family = name.endsWith(".*") && expression.field().length() > name.length() - 1
                    && expression.field().startsWith(name.substring(0, name.length() - 1));
            if (family || name.equals(expression.field())) {
                return field;
            }
        }
        throw new FilterException("filter '" + expression.text() + "': there is no field '" + expression.field() + "'"
                + Suggestion.of(expression.field(), fields.stream().map(FilterField::name).toList())
                + "; 'tallyman list filters' shows all");
    }

    private static EventPredicate predicate(FilterField field, Expression expression) throws FilterException {
        if (!field.operators().contains(expression.operator())) {
            throw new FilterException("filter '" + expression.text() + "': field '" + field.name() + "' takes "
                    + String.join(" ", field.operators().stream().map(o -> switch (o) {
                        case IS_SET -> "no value";
                        case IS_NOT_SET -> "! before it";
                        default -> o.symbol();
                    }).toList()));
        }
        return field.compile(expression.field(), expression.operator(), expression.values());
    }
}
