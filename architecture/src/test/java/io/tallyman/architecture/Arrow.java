package io.tallyman.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One room knows another.
 *
 * @param from the room whose class uses something
 * @param to the room that has what is used
 * @param place a sentence that tells one use and its line
 */
record Arrow(String from, String to, String place) {

    /**
     * The arrows that the classes have, each one once. The functions tell the room of a class, or null for a class
     * whose dependencies are of no interest.
     */
    static Collection<Arrow> of(Bundles bundles, Function<JavaClass, String> from, Function<JavaClass, String> to) {
        Map<List<String>, Arrow> arrows = new LinkedHashMap<>();
        for (JavaClass type : bundles.classes()) {
            String source = from.apply(type);
            if (source != null) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String target = to.apply(dependency.getTargetClass().getBaseComponentType());
                    if (target != null && !target.equals(source)) {
                        arrows.putIfAbsent(List.of(source, target),
                                new Arrow(source, target, dependency.getDescription()));
                    }
                }
            }
        }
        return arrows.values();
    }

    @Override
    public String toString() {
        return from + " knows " + to + ": " + place;
    }
}
