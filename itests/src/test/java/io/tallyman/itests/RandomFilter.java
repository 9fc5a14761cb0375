package io.tallyman.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Expressions that have nothing to do with each other, with what each of them means, written once more. */
final class RandomFilter {
    /**
     * One expression.
     *
     * @param text  as the product is told
     * @param means over an event and who started whom
     */
    record Said(String text, BiPredicate<Reported, Map<Long, Long>> means) {
        private Said(String text, java.util.function.Predicate<Reported> means) {
            this(text, (event, parents) -> means.test(event));
        }
    }

    private final List<Said> all = new ArrayList<>();

    /** One that keeps out what makes the most events, and some others. */
    RandomFilter(Random random, Places places) {
        do {
            all.clear();
            draw(random, places);
        } while (wantsNoContainerAndOnlyContainers());
    }

    private void draw(Random random, Places places) {
        all.add(pick(random, narrow(places)));
        List<List<Said>> fields = new ArrayList<>(wide(places));
        for (int i = random.nextInt(3); i > 0; i--) {
            Said more = pick(random, fields.remove(random.nextInt(fields.size())));
            if (!field(more).equals(field(all.get(0)))) {
                all.add(more);
            }
        }
    }

    /** The product refuses it. */
    private boolean wantsNoContainerAndOnlyContainers() {
        return all.stream().anyMatch(said -> said.text.equals("!container"))
                && all.stream().anyMatch(said -> said.text.matches("(container|runtime|label)[^!]*"));
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String field(Said said) {
        return said.text.replaceFirst("[!=<>].*", "");
    }

    List<String> arguments() {
        return all.stream().flatMap(said -> List.of("-s", said.text).stream()).toList();
    }

    boolean passes(Reported event, Map<Long, Long> parents) {
        return all.stream().allMatch(said -> said.means.test(event, parents));
    }

    @Override
    public String toString() {
        return all.stream().map(Said::text).collect(Collectors.joining(" "));
    }

    private static List<Said> narrow(Places places) {
        long user = places.user.pid();
        return List.of(new Said("comm!=calls", e -> !e.text("processName").equals("calls")),
                new Said("uid!=" + Places.NOISY, e -> e.number("userId") != Places.NOISY),
                new Said("mntns!=" + places.noiseMounts, e -> e.number("mountNamespace") != places.noiseMounts),
                tree("tree!=", places.noise.pid()), tree("tree=", user), tree("tree=", user, places.apart.pid()),
                new Said("ppid=" + user, e -> e.number("hostParentProcessId") == user),
                new Said("container", Reported::isContained),
                new Said("containerName=" + Places.WEB, e -> e.container("name").equals(Places.WEB)),
                new Said("containerImage=*quay*,x", e -> e.container("image").contains("quay")));
    }

    /** By field: two of one could contradict each other. */
    private static List<List<Said>> wide(Places places) {
        long shell = places.host.pid();
        return List.of(List.of(new Said("comm=cat,w*,tail", e -> e.text("processName").matches("cat|w.*|tail")),
                        new Said("comm=*ai*", e -> e.text("processName").contains("ai")),
                        new Said("comm!=head", e -> !e.text("processName").equals("head"))),
                List.of(new Said("uid>=1000", e -> e.number("userId") >= 1000),
                        new Said("uid=0", e -> e.number("userId") == 0)),
                List.of(new Said("pid>" + shell, e -> e.number("hostProcessId") > shell)),
                List.of(new Said("pidns!=" + places.pids, e -> e.number("pidNamespace") != places.pids)),
                List.of(new Said("uts=apart", e -> e.text("hostName").equals("apart")),
                        new Said("uts!=" + Places.WEB, e -> !e.text("hostName").equals(Places.WEB))),
                List.of(new Said("!container", e -> !e.isContained()),
                        new Said("container=" + places.webId.substring(0, 7), e -> e.container("id").equals(places.webId))),
                List.of(new Said("runtime=docker", e -> e.container("runtime").equals("docker")),
                        new Said("runtime!=docker", e -> !e.container("runtime").equals("docker"))),
                List.of(new Said("label.tier", e -> e.container("name").equals(Places.WEB)),
                        new Said("label.tier!=front", e -> !e.container("name").equals(Places.WEB))),
                List.of(new Said("containerName!=" + Places.WEB, e -> !e.container("name").equals(Places.WEB))),
                List.of(tree("tree=", places.apart.pid(), shell), tree("tree!=", shell)),
                List.of(new Said("event!=sched_process_exec", e -> !e.is("sched_process_exec"))),
                List.of(new Said("openat.args.pathname=*7", e -> !e.is("openat") || e.arg("pathname").endsWith("7")),
                        new Said("openat.returnValue>=0", e -> !e.is("openat") || e.number("returnValue") >= 0)));
    }

    private static Said tree(String start, Long... roots) {
        List<Long> wanted = List.of(roots);
        return new Said(start + wanted.stream().map(String::valueOf).collect(Collectors.joining(",")), (event, parents) -> {
            boolean inside = false;
            for (Long pid = event.number("hostProcessId"); pid != null; pid = parents.get(pid)) {
                inside |= wanted.contains(pid);
            }
            return inside != start.endsWith("!=");
        });
    }
}
