package io.tallyman.engine.internal.redaction;

import io.tallyman.api.event.AncestorView;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.Field;
import io.tallyman.api.record.RecordLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hides secrets in records, in place, before a printer sees them. Whatever is hidden is no longer in the record, so that
 * no printer can show it. For one thread; an event whose type has no such text costs one look into a table.
 */
public final class Redaction {
    private static final Target[] NONE = {};

    private final RedactionRules rules;
    private final RedactedAncestors ancestors;
    private final Map<List<String>, TextRedactor> redactors = new HashMap<>();
    private final Target[][] byId = new Target[Catalogue.builtIn().idLimit()][];

    /** A text of a type of event, by the number of its slot. */
    private record Target(int slot, TextRedactor redactor) {
    }

    public Redaction(RedactionRules rules) {
        this.rules = rules;
        ancestors = new RedactedAncestors(rules);
    }

    /** The same ancestors without what the rules match in the program or the arguments of an exec. */
    public List<AncestorView> apply(List<AncestorView> line) {
        return ancestors.of(line);
    }

    /**
     * Hides what the rules match in a record.
     *
     * @return how many texts have been changed
     */
    public int apply(ByteBuffer records, int offset) {
        int id = records.getShort(offset + RecordLayout.EVENT) & 0xffff;
        if (id >= byId.length) {
            return 0;
        }
        Target[] targets = byId[id];
        if (targets == null) {
            targets = prepare(id);
        }
        int changed = 0;
        int slots = targets.length == 0 ? 0 : records.get(offset + RecordLayout.ARGS) & 0xff;
        for (Target target : targets) {
            if (target.slot() < slots && apply(target, records, offset)) {
                changed++;
            }
        }
        return changed;
    }

    private static boolean apply(Target target, ByteBuffer records, int offset) {
        int slotAt = offset + RecordLayout.slot(target.slot());
        long slot = records.getLong(slotAt);
        int length = RecordLayout.varLength(slot);
        if (slot == 0 || length == 0 || (RecordLayout.varFlags(slot) & RecordLayout.VAR_UNREADABLE) != 0) {
            return false;
        }
        int at = offset + RecordLayout.varOffset(slot);
        byte[] bytes = target.redactor().room(length);
        records.get(at, bytes, 0, length);
        int left = target.redactor().redact();
        if (left < 0) {
            return false;
        }
        records.put(at, bytes, 0, left);
        for (int i = left; i < length; i++) {
            records.put(at + i, (byte) 0);
        }
        records.putLong(slotAt, RecordLayout.varSlot(RecordLayout.varOffset(slot), left, RecordLayout.varFlags(slot)));
        return true;
    }

    private Target[] prepare(int id) {
        EventType type = Catalogue.builtIn().byId(id);
        List<Target> targets = new ArrayList<>();
        List<Field> fields = type == null ? List.of() : type.fields();
        for (int i = 0; i < fields.size(); i++) {
            add(i, rules.expressions(fields.get(i)), targets);
        }
        int paths = fields.isEmpty() ? 0 : paths(type);
        for (int i = 0; i < paths; i++) {
            add(fields.size() + i, rules.pathExpressions(), targets);
        }
        byId[id] = targets.isEmpty() ? NONE : targets.toArray(Target[]::new);
        return byId[id];
    }

    /** Slots behind those of the arguments hold the paths of descriptors, and at last that of the returned one. */
    private static int paths(EventType type) {
        return (int) type.fields().stream().filter(Field::isDescriptor).count() + (type.returnsFd() ? 1 : 0);
    }

    private void add(int slot, List<String> expressions, List<Target> targets) {
        if (!expressions.isEmpty()) {
            targets.add(new Target(slot, redactors.computeIfAbsent(expressions, TextRedactor::new)));
        }
    }
}
