package io.tallyman.printing;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object of a document while the document is planned: its members by name, in order. */
final class Branch {
    private static final String DOT = ".";

    /** Each is a {@link Member}, a {@link Flattened} or a Branch. */
    private final Map<String, Object> children = new LinkedHashMap<>();

    static Branch of(List<Member> members) {
        Branch root = new Branch();
        members.forEach(member -> root.add(member.names(), member));
        return root;
    }

    static Branch flat(List<Member> members) {
        Branch root = new Branch();
        for (Member member : members) {
            root.children.put(member.path(), member.value() instanceof ObjectValue object
                    ? new Flattened(object.flat(member.path() + DOT), member.shared()) : member);
        }
        return root;
    }

    /** The members of an object that stand directly in the outermost object. */
    private record Flattened(Value members, boolean shared) {
    }

    private void add(List<String> names, Member member) {
        if (names.size() == 1) {
            children.put(names.get(0), member);
        } else {
            Branch inner = (Branch) children.computeIfAbsent(names.get(0), name -> new Branch());
            inner.add(names.subList(1, names.size()), member);
        }
    }

    private static boolean isShared(Object child) {
        return child instanceof Branch branch ? branch.children.values().stream().allMatch(Branch::isShared)
                : child instanceof Member member ? member.shared() : ((Flattened) child).shared();
    }

    private static boolean isVarying(Object child) {
        return child instanceof Branch branch ? branch.children.values().stream().allMatch(Branch::isVarying)
                : !isShared(child);
    }

    /** Plans the members, not the braces around them. */
    void planInside(Document.Plan plan) {
        children.forEach((name, child) -> {
            if (isShared(child)) {
                plan.shared(whole(name, child)::put);
            } else if (isVarying(child)) {
                plan.varying(whole(name, child));
            } else {
                byte[] key = key(name);
                plan.shared((event, out) -> Document.comma(out).put(key).put('{'));
                ((Branch) child).planInside(plan);
                plan.shared((event, out) -> out.put('}'));
            }
        });
    }

    /** Writes a member with its key and comma, or nothing if the event has no such value. */
    private static Value whole(String name, Object child) {
        byte[] key = key(name);
        if (child instanceof Branch branch) {
            return branch.object(key);
        }
        if (child instanceof Flattened flattened) {
            return flattened.members();
        }
        Value value = ((Member) child).value();
        return value instanceof SpreadObject ? value : (event, out) -> putMember(event, key, value, out);
    }

    /** Writes the object with its key and comma, or nothing if it is empty. */
    private Value object(byte[] key) {
        Value[] inside = children.entrySet().stream().map(e -> whole(e.getKey(), e.getValue())).toArray(Value[]::new);
        return (event, out) -> {
            int start = out.length();
            Document.comma(out).put(key).put('{');
            for (Value member : inside) {
                member.put(event, out);
            }
            if (Document.isOpen(out)) {
                out.length(start);
            } else {
                out.put('}');
            }
        };
    }

    private static void putMember(EventView event, byte[] key, Value value, LineBuffer out) {
        int start = out.length();
        Document.comma(out).put(key);
        int from = out.length();
        value.put(event, out);
        if (out.length() == from) {
            out.length(start);
        }
    }

    private static byte[] key(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
    }
}
