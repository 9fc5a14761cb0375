package io.tallyman.api.source;

import io.tallyman.api.filter.Condition;
import java.util.BitSet;
import java.util.List;

/**
 * What one taker of events wants, as far as a source may decide it before it makes a record.
 *
 * @param events     catalogue ids; not to be changed
 * @param conditions of each inner list one holds for what is wanted; a source may leave any of them out
 */
public record Wish(BitSet events, List<List<Condition>> conditions) {
}
