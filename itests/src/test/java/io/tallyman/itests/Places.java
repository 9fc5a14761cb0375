package io.tallyman.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the same things happen: on the host, as somebody else, in namespaces of its own, in containers. */
final class Places implements AutoCloseable {
    static final long NOISY = 4_242;
    /** What is opened has this path and a number. Another run on this machine has a path of its own. */
    static final String OPENED = "/truth-" + ProcessHandle.current().pid() + "/";
    static final String WEB = "filter-web";
    private static final String DATA = "filter-data";
    private static final String IMAGE = "quay.example/data:7";
    private static final List<String> TOOLS = List.of("cat", "head", "wc", "tail", "od");

    final HostShell host = new HostShell("sh");
    final HostShell user = new HostShell("setpriv", "--reuid", "1007", "sh");
    final HostShell apart = new HostShell("unshare", "--mount", "--uts", "--pid", "--fork", "sh", "-c",
            "hostname apart; exec sh");
    final HostShell noise = new HostShell("unshare", "--mount", "sh", "-c", "exec setpriv --reuid " + NOISY + " sh");
    final long noiseMounts = noise.namespace("mnt");
    final long pids = host.namespace("pid");
    final String webId;
    private final Path calls = Files.createTempDirectory("tallyman-filter").resolve("calls");
    private int count;

    Places() throws Exception {
        Docker.makeImage();
        Docker.docker("tag", Docker.IMAGE, IMAGE);
        webId = Docker.docker("run", "-d", "--network", "none", "--name", WEB, "--hostname", WEB, "--label", "tier=front",
                Docker.IMAGE, "/bin/sleep", "1033");
        Docker.docker("run", "-d", "--network", "none", "--name", DATA, IMAGE, "/bin/sleep", "1039");
        Files.copy(Path.of(System.getProperty("tallyman.calls")), calls);
        Commands.run("chmod", "-R", "755", calls.getParent().toString());
    }

    /** Each tool opens a file of its own in each place; returns how many files that are. */
    int open() throws Exception {
        int before = count;
        for (HostShell shell : List.of(host, user, apart)) {
            shell.run(opens());
        }
        for (String container : List.of(WEB, DATA)) {
            Docker.docker("exec", container, "/bin/sh", "-c", opens());
        }
        return count - before;
    }

    private String opens() {
        StringBuilder commands = new StringBuilder();
        for (String tool : TOOLS) {
            commands.append(tool).append(' ').append(OPENED).append(count++).append("; ");
        }
        return commands + "true";
    }

    /** So many calls that nobody asks for. */
    void makeNoise(int calls, int perSecond) throws Exception {
        noise.run(this.calls + " " + calls + " /noise/ " + perSecond);
    }

    @Override
    public void close() throws Exception {
        HostShell.closeAll(List.of(host, user, apart, noise));
        Docker.remove(WEB);
        Docker.remove(DATA);
        Docker.docker("rmi", IMAGE);
        Files.delete(calls);
        Files.delete(calls.getParent());
    }
}
