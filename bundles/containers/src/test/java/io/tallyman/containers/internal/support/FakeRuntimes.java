package io.tallyman.containers.internal.support;

import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.containers.internal.authority.Authority;
import io.tallyman.containers.internal.authority.Origin;
import io.tallyman.containers.internal.conversation.Reachability;
import io.tallyman.containers.internal.conversation.RuntimeAccess;
import io.tallyman.containers.internal.conversation.SocketReport;
import io.tallyman.containers.internal.inbox.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the table's questions until the test answers them. */
public final class FakeRuntimes implements RuntimeAccess {
    public List<ContainerRuntime> present = List.of();
    public boolean missesSome;
    public final Map<String, Reachability> reach = new HashMap<>();
    /** Why the last attempt to connect to a runtime has failed. */
    final Map<String, String> troubles = new HashMap<>();
    /** Sockets beside the one that each runtime has. */
    public final List<SocketReport> moreSockets = new ArrayList<>();
    public final List<Question> questions = new ArrayList<>();
    final List<String> runtimesAsked = new ArrayList<>();
    public final Map<String, Integer> inside = new HashMap<>();
    public int hurries;
    long newest;
    public long looks = 1;

    public void connected(String runtime, long serial) {
        newest = serial;
        reach.put(runtime, new Reachability(Reachability.State.CONNECTED, false, serial));
    }

    /** A socket is there, and a connection to it is being made. */
    public void connecting(String runtime) {
        reach.put(runtime, new Reachability(Reachability.State.TRYING, true, 0));
    }

    /** A socket is there, and the last attempt to connect has failed. */
    public void failing(String runtime, String why, long newestConnection) {
        reach.put(runtime, new Reachability(Reachability.State.TRYING, false, newestConnection));
        troubles.put(runtime, why);
    }

    /** The oldest question that has not been answered. */
    public Question next(boolean full) {
        Question found = questions.stream().filter(question -> question.full() == full).findFirst().orElseThrow();
        questions.remove(found);
        return found;
    }

    public void answer(ContainerFragment fragment) {
        next(false).answer(new Origin(runtimesAsked.get(0), Authority.MACHINE), fragment);
    }

    @Override
    public List<ContainerRuntime> present() {
        return present;
    }

    @Override
    public long failedCalls() {
        return 0;
    }

    @Override
    public boolean missesSome() {
        return missesSome;
    }

    @Override
    public int ask(Origin daemons, Question question) {
        if (reach(daemons).state() != Reachability.State.CONNECTED) {
            return 0;
        }
        runtimesAsked.add(daemons.runtime());
        questions.add(question);
        return 1;
    }

    @Override
    public Reachability reach(Origin daemons) {
        if (present.stream().noneMatch(there -> there.name().equals(daemons.runtime()))) {
            return Reachability.NO_RUNTIME;
        }
        String key = daemons.authority().isMachine() ? daemons.runtime() : daemons.toString();
        return reach.getOrDefault(key, new Reachability(Reachability.State.ABSENT, false, 0));
    }

    @Override
    public List<SocketReport> sockets(Origin daemons) {
        String runtime = daemons.runtime();
        Reachability.State state = reach(daemons).state();
        boolean connected = state == Reachability.State.CONNECTED;
        List<SocketReport> all = new ArrayList<>(moreSockets);
        if (connected || state == Reachability.State.TRYING) {
            all.add(0, new SocketReport(runtime, Path.of("/run/" + runtime + ".sock"), connected,
                    troubles.getOrDefault(runtime, "")));
        }
        return all;
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
