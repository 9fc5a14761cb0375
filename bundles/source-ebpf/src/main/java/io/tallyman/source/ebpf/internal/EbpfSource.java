package io.tallyman.source.ebpf.internal;

import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.EventSource;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import io.tallyman.engine.early.SelectiveSource;
import io.tallyman.source.ebpf.internal.libbpf.Libbpf;
import io.tallyman.source.ebpf.internal.libbpf.NativeLibraries;
import io.tallyman.source.ebpf.internal.machine.CgroupHierarchies;
import io.tallyman.source.ebpf.internal.machine.HostView;
import io.tallyman.source.ebpf.internal.machine.OverlayModule;
import io.tallyman.source.ebpf.internal.machine.Prerequisites;
import io.tallyman.source.ebpf.internal.programs.BpfProgram;
import io.tallyman.source.ebpf.internal.programs.Config;
import io.tallyman.source.ebpf.internal.programs.RingLimits;
import io.tallyman.source.ebpf.internal.programs.Tracepoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Events of this machine's kernel. The property {@value #HIERARCHY} of the configuration io.tallyman.source.ebpf ("v2",
 * or the name of a v1 controller) says which cgroup hierarchy gives the ids of cgroups.
 */
@Component(service = {EventSource.class, EbpfSource.class}, configurationPid = "io.tallyman.source.ebpf")
public final class EbpfSource implements EventSource, SelectiveSource {
    static final String HIERARCHY = "hierarchy";

    private final String hierarchy;

    @Activate
    public EbpfSource(Map<String, Object> properties) {
        Object value = properties.get(HIERARCHY);
        hierarchy = value == null ? "" : value.toString();
    }

    @Override
    public String name() {
        return "ebpf";
    }

    @Override
    public SourceSession open(SourceOptions options) throws SourceException {
        return open(options, new BitSet());
    }

    @Override
    public SourceSession open(SourceOptions options, BitSet events) throws SourceException {
        Prerequisites.check(options.bufferBytes());
        NativeLibraries.State libraries = NativeLibraries.load();
        if (libraries.version() == null) {
            throw new SourceException("libbpf cannot be loaded (" + libraries.origin()
                    + "). Install it (Debian: apt-get install libbpf1), or have var/ on a file system without noexec.",
                    null);
        }
        HostView.missing().forEach(each -> System.getLogger("io.tallyman.source.ebpf").log(System.Logger.Level.WARNING,
                "the {0} {1}. {2}", each.subject(), each.text(), each.remedy()));
        try (Tracepoints tracepoints = new Tracepoints()) {
            Config config = new Config(options.self() ? 0 : (int) ProcessHandle.current().pid(), pidNamespace(),
                    hierarchy(), RingLimits.of(options.bufferBytes(), Libbpf.libbpf_num_possible_cpus()),
                    tracepoints.arguments("sched_process_exit") > 1, options.fdPaths(), options.execEnvironment(),
                    OverlayModule.keepsEntries(), options.fold(), options.limit(),
                    options.writeBytes(), options.origins());
            return EbpfSession.open(config, BpfProgram.possible(tracepoints, options.origins()), events);
        }
    }

    /** The hierarchy that gives the cgroup ids: the configured one, else the one that fits this machine. */
    CgroupHierarchy hierarchy() throws SourceException {
        CgroupHierarchies hierarchies = CgroupHierarchies.ofThisMachine();
        return hierarchy.isEmpty() ? hierarchies.choose() : hierarchies.named(hierarchy);
    }

    /** Inode of this process's pid namespace, from a link like {@code pid:[4026531836]}. */
    private static int pidNamespace() throws SourceException {
        try {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return Integer.parseUnsignedInt(link.substring(link.indexOf('[') + 1, link.length() - 1));
        } catch (IOException e) {
            throw new SourceException("Cannot read /proc/self/ns/pid: " + e.getMessage()
                    + ". Mount /proc where Tallyman runs.", e);
        }
    }
}
