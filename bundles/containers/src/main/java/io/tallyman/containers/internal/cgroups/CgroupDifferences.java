package io.tallyman.containers.internal.cgroups;

import io.tallyman.containers.internal.cgroups.CgroupFiles.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the container table and the cgroup file system do not agree on. A cgroup that was renamed is in both lists.
 *
 * @param unknown    cgroups that are there and that the table does not know, parents before their children
 * @param gone       cgroups that the table knows and that are not there any more, children before their parents
 * @param otherOwner cgroups whose directory belongs to another user than the table knows
 */
public record CgroupDifferences(List<Found> unknown, List<Found> gone, List<Found> otherOwner) {
    public static final CgroupDifferences NONE = new CgroupDifferences(List.of(), List.of(), List.of());

    /**
     * Reads the file system and compares. A cgroup that the reading has missed is asked for once more by its path: a
     * directory that changes while it is read, or a lack of file descriptors, must not remove a live container.
     *
     * @param known what the table knew before this call
     */
    public static CgroupDifferences between(List<Found> known, CgroupFiles files) {
        List<Found> there = files.all();
        Map<Long, Found> thereById = new HashMap<>();
        there.forEach(found -> thereById.put(found.id(), found));
        List<Found> gone = new ArrayList<>();
        Map<Long, Found> knownById = new HashMap<>();
        for (Found one : known) {
            knownById.put(one.id(), one);
            if (!one.isSame(thereById.get(one.id())) && files.isGone(one)) {
                gone.add(one);
            }
        }
        gone.sort(Comparator.comparing(Found::path).reversed());
        List<Found> unknown = new ArrayList<>();
        List<Found> otherOwner = new ArrayList<>();
        for (Found one : there) {
            Found before = knownById.get(one.id());
            if (!one.isSame(before)) {
                unknown.add(one);
            } else if (one.uid() != before.uid()) {
                otherOwner.add(one);
            }
        }
        return new CgroupDifferences(unknown, gone, otherOwner);
    }
}
