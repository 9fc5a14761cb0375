package io.tallyman.containers.internal;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the table's questions until the test answers them. */
final class FakeRuntimes implements Runtimes {
    List<ContainerRuntime> present = List.of();
    boolean missesSome;
    final Map<String, Reach> reach = new HashMap<>();
    final List<Question> questions = new ArrayList<>();
    final List<String> runtimesAsked = new ArrayList<>();
    final Map<String, Integer> inside = new HashMap<>();
    int hurries;
    long newest;
    long looks = 1;

    void connected(String runtime, long serial) {
        newest = serial;
        reach.put(runtime, new Reach(Reach.State.CONNECTED, "", serial));
    }

    /** The oldest question that has not been answered. */
    Question next(boolean full) {
        Question found = questions.stream().filter(question -> question.full() == full).findFirst().orElseThrow();
        questions.remove(found);
        return found;
    }

    void answer(ContainerFragment fragment) {
        next(false).answer(new Origin(runtimesAsked.get(0), Scope.MACHINE), fragment);
    }

    @Override
    public List<ContainerRuntime> present() {
        return present;
    }

    @Override
    public boolean missesSome() {
        return missesSome;
    }

    @Override
    public int ask(String runtime, String cgroupPath, Question question) {
        if (reach(runtime, cgroupPath).state() != Reach.State.CONNECTED) {
            return 0;
        }
        runtimesAsked.add(runtime);
        questions.add(question);
        return 1;
    }

    @Override
    public Reach reach(String runtime, String cgroupPath) {
        if (present.stream().noneMatch(there -> there.name().equals(runtime))) {
            return Reach.NO_RUNTIME;
        }
        return reach.getOrDefault(runtime, new Reach(Reach.State.ABSENT, "", 0));
    }

    @Override
    public long newestConnection() {
        return newest;
    }

    @Override
    public void hurry() {
        hurries++;
    }

    @Override
    public void lookInside(String cgroupPath, int pid) {
        inside.put(cgroupPath, pid);
    }

    @Override
    public void leaveInside(String cgroupPath) {
        inside.remove(cgroupPath);
    }

    @Override
    public long looks() {
        return looks;
    }

    @Override
    public long nextLook() {
        return looks + 1;
    }
}
