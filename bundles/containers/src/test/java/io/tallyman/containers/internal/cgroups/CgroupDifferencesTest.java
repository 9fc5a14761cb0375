package io.tallyman.containers.internal.cgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tallyman.containers.internal.cgroups.CgroupFiles.Found;
import io.tallyman.containers.internal.support.FakeCgroupFiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupDifferencesTest {
    private final FakeCgroupFiles files = new FakeCgroupFiles();

    private static List<Long> ids(List<Found> found) {
        return found.stream().map(Found::id).toList();
    }

    @Test
    void findsWhatIsNewAndWhatIsGoneChildrenFirst() {
        files.add(1, "/");
        files.add(2, "/a");
        files.add(5, "/c");
        CgroupDifferences differences = CgroupDifferences.between(List.of(new Found(1, "/", 0), new Found(2, "/a", 0),
                new Found(3, "/b", 0), new Found(4, "/b/child", 0)), files);
        assertEquals(List.of(5L), ids(differences.unknown()));
        assertEquals(List.of(4L, 3L), ids(differences.gone()));
        assertEquals(List.of(), differences.otherOwner());
    }

    @Test
    void keepsWhatTheReadingHasMissed() {
        files.add(2, "/a");
        files.unreadable.add(2L);
        assertEquals(CgroupDifferences.NONE, CgroupDifferences.between(List.of(new Found(2, "/a", 0)), files));
    }

    @Test
    void hasARenamedCgroupInBothLists() {
        files.add(2, "/new");
        CgroupDifferences differences = CgroupDifferences.between(List.of(new Found(2, "/old", 0)), files);
        assertEquals(List.of(new Found(2, "/new", 0)), differences.unknown());
        assertEquals(List.of(new Found(2, "/old", 0)), differences.gone());
    }

    @Test
    void tellsWhatBelongsToAnotherUserNow() {
        files.add(2, "/a", 1007);
        CgroupDifferences differences = CgroupDifferences.between(List.of(new Found(2, "/a", 0)), files);
        assertEquals(List.of(new Found(2, "/a", 1007)), differences.otherOwner());
        assertEquals(List.of(), differences.gone());
    }
}
