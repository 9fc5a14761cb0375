package io.tallyman.containers.internal.support;

import io.tallyman.containers.internal.cgroups.CgroupFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A cgroup file system that is a list. */
public final class FakeCgroupFiles implements CgroupFiles {
    public final Set<Found> there = Collections.synchronizedSet(new LinkedHashSet<>());
    /** What happens while the file system is read. */
    public volatile Runnable meanwhile = () -> { };
    public volatile int readings;
    /** Cgroups whose directories cannot be read at the moment. */
    public final Set<Long> unreadable = ConcurrentHashMap.newKeySet();

    public void add(long id, String path) {
        add(id, path, 0);
    }

    public void add(long id, String path, int owner) {
        there.add(new Found(id, path, owner));
    }

    public void remove(long id) {
        there.removeIf(found -> found.id() == id);
    }

    @Override
    public List<Found> all() {
        List<Found> all = new ArrayList<>(there);
        all.removeIf(found -> unreadable.contains(found.id()));
        meanwhile.run();
        readings++;
        return all;
    }

    @Override
    public boolean isGone(Found cgroup) {
        return !there.contains(cgroup);
    }
}
