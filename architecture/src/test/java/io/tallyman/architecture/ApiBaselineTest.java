package io.tallyman.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.Baseline.Info;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.service.diff.Diff;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The api keeps the promise of its package versions: plug-ins were built against the first release, which is kept
 * beside this test. A change of a package needs a higher version in the {@code package-info.java} of the package.
 * {@code -Dbaseline.write=true} takes the present api as the release, which is right only when a release is made.
 */
class ApiBaselineTest {
    private static final File RELEASED = new File("baseline/io.tallyman.api-0.1.0.jar");
    private static final File PRESENT = new File("../bundles/api/target/classes");

    /** A sentence for each package whose version is too low for what has changed in the package. */
    private static List<String> differences(Jar present, Jar released) throws Exception {
        List<String> sentences = new ArrayList<>();
        try (Processor processor = new Processor()) {
            Baseline baseline = new Baseline(processor, new DiffPluginImpl());
            for (Info info : baseline.baseline(present, released, new Instructions("*"))) {
                if (info.mismatch) {
                    sentences.add("%s has changed since the release and needs version %s instead of %s:%s".formatted(
                            info.packageName, info.suggestedVersion, info.newerVersion, changes(info.packageDiff)));
                }
            }
        }
        return sentences;
    }

    /** What has been added, removed or changed, each as the path to the smallest part that differs. */
    private static String changes(Diff diff) {
        StringBuilder changes = new StringBuilder();
        for (Diff child : diff.getChildren()) {
            if (child.getDelta() == Delta.UNCHANGED || child.getDelta() == Delta.IGNORED) {
                continue;
            }
            boolean whole = child.getDelta() == Delta.ADDED || child.getDelta() == Delta.REMOVED;
            changes.append(whole ? "\n  %s %s %s".formatted(child.getDelta(), diff.getName(), child.getName())
                    : changes(child));
        }
        return changes.toString();
    }

    @Test
    void shouldHaveThePackageVersionsThatItsChangesAskFor() throws Exception {
        try (Jar present = new Jar(PRESENT)) {
            if (Boolean.getBoolean("baseline.write")) {
                RELEASED.getParentFile().mkdirs();
                present.setReproducible("2026-01-01T00:00:00Z");
                present.write(RELEASED);
            }
            try (Jar released = new Jar(RELEASED)) {
                assertEquals("", String.join("\n", differences(present, released)));
            }
        }
    }

    /** The check itself: a class that the release did not have is new, and one that only the release had is gone. */
    @Test
    void shouldSayWhichVersionAChangeAsksFor() throws Exception {
        try (Jar one = new Jar(PRESENT); Jar other = new Jar(PRESENT)) {
            other.remove("io/tallyman/api/text/TimeOfDay.class");
            String added = differences(one, other).get(0);
            assertTrue(added.contains("needs version 1.1.0 instead of 1.0.0"), added);
            assertTrue(added.contains("ADDED io.tallyman.api.text io.tallyman.api.text.TimeOfDay"), added);
            assertTrue(differences(other, one).get(0).contains("needs version 2.0.0 instead of 1.0.0"));
        }
    }
}
