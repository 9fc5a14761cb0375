package io.tallyman.api.filter;

import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The filter language: {@code field op value[,value]}, {@code field}, {@code !field}; a text may hold several, parted by
 * blanks. What {@code =} says of one field are alternatives; everything else, and different fields, must all hold.
 * Thread-safe.
 */
@ProviderType
public interface FilterCompiler {
    /** Compiles expressions; none give a filter that lets everything pass. */
    EventFilter compile(Collection<String> expressions) throws FilterException;

    /** The fields that expressions can name now, sorted by name. */
    List<FilterField> fields();

    /** Calls back, on any thread, after a field has come or gone, until closed: time to compile again. */
    AutoCloseable watch(Runnable changed);
}
