package io.tallyman.testing;

import io.tallyman.api.event.EventView;
import io.tallyman.api.filter.EventFilter;
import io.tallyman.api.filter.EventPredicate;
import io.tallyman.api.filter.FilterCompiler;
import io.tallyman.api.filter.FilterException;
import io.tallyman.api.filter.FilterField;
import java.util.Collection;
import java.util.List;

/** A filter language that a test makes up: it has no fields, waits for nobody and decides by what is always there. */
public class FakeFilters implements FilterCompiler {
    private final Language language;
    private volatile Runnable changed = () -> { };

    /** From expressions to what passes. */
    @FunctionalInterface
    public interface Language {
        EventPredicate compile(Collection<String> expressions) throws FilterException;
    }

    public FakeFilters(Language language) {
        this.language = language;
    }

    /** Everything passes, whatever is said. */
    public static FakeFilters none() {
        return new FakeFilters(expressions -> event -> true);
    }

    /** Tells whoever watches that a field has come or gone. */
    public void change() {
        changed.run();
    }

    @Override
    public EventFilter compile(Collection<String> expressions) throws FilterException {
        EventPredicate passes = language.compile(expressions);
        return new PassingFilter() {
            @Override
            public boolean test(EventView event) {
                return passes.test(event);
            }
        };
    }

    @Override
    public List<FilterField> fields() {
        return List.of();
    }

    @Override
    public AutoCloseable watch(Runnable whenChanged) {
        changed = whenChanged;
        return () -> { };
    }
}
