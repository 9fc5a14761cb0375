package io.tallyman.source.ebpf.internal;

import io.tallyman.api.check.Check;
import io.tallyman.api.check.Finding;
import io.tallyman.api.check.HostRelease;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.source.CgroupHierarchy;
import io.tallyman.api.source.SourceException;
import io.tallyman.api.source.SourceOptions;
import io.tallyman.api.source.SourceSession;
import io.tallyman.source.ebpf.internal.libbpf.NativeLibraries;
import io.tallyman.source.ebpf.internal.machine.CgroupHierarchies;
import io.tallyman.source.ebpf.internal.machine.HostView;
import io.tallyman.source.ebpf.internal.machine.Prerequisites;
import io.tallyman.source.ebpf.internal.programs.BpfProgram;
import io.tallyman.source.ebpf.internal.programs.Tracepoints;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says whether Tallyman can trace on this machine. Each requirement is checked by itself. The last check loads and
 * attaches every program for a moment.
 */
@Component
public final class EbpfCheck implements Check {
    private final EbpfSource source;

    @Activate
    public EbpfCheck(@Reference EbpfSource source) {
        this.source = source;
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        String release = Prerequisites.kernelRelease();
        findings.add(Finding.ok("system", HostRelease.name()));
        findings.add(finding("kernel", "Linux " + release, Prerequisites.kernelComplaint(release)));
        findings.add(finding("architecture", System.getProperty("os.arch"), Prerequisites.architectureComplaint()));
        findings.add(finding("BTF", "the kernel's types are known", Prerequisites.btfComplaint()));
        findings.add(finding("privileges", "sufficient for BPF",
                Prerequisites.capabilityComplaint(Prerequisites.status())));
        findings.add(finding("lockdown", "does not hinder BPF",
                Prerequisites.lockdownComplaint(Prerequisites.lockdown())));
        findings.add(libraries(NativeLibraries.load()));
        findings.add(hierarchy());
        findings.addAll(HostView.missing());
        boolean possible = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.FAILURE);
        if (possible) {
            try (Tracepoints tracepoints = new Tracepoints()) {
                findings.add(events(BpfProgram.missingEvents(tracepoints)));
            }
        }
        findings.add(possible ? programs()
                : Finding.failure("BPF programs", "not tried", "Do what is said above first."));
        return findings;
    }

    /** The last sentence of a complaint says what to do; the sentences before say what is wrong. */
    private static Finding finding(String subject, String good, String complaint) {
        if (complaint == null) {
            return Finding.ok(subject, good);
        }
        int remedy = complaint.lastIndexOf(". ") + 1;
        return Finding.failure(subject, complaint.substring(0, remedy), complaint.substring(remedy).strip());
    }

    private static Finding libraries(NativeLibraries.State state) {
        if (state.version() == null) {
            return Finding.failure("libbpf", "cannot be loaded: " + state.origin(),
                    "Install libbpf 1.x (Debian: apt-get install libbpf1).");
        }
        return Finding.ok("libbpf", state.version() + ", " + state.origin());
    }

    private Finding hierarchy() {
        try {
            CgroupHierarchy hierarchy = source.hierarchy();
            String where = hierarchy.mountPoint() == null ? "not mounted here" : "at " + hierarchy.mountPoint();
            return Finding.ok("cgroups", hierarchy.isV2()
                    ? "v2, " + where + ": no v1 controller that could name containers is mounted"
                    : "v1, the " + hierarchy.controller() + " hierarchy (number " + hierarchy.id() + "), " + where
                            + ": the first mounted of " + CgroupHierarchies.candidates());
        } catch (SourceException e) {
            return finding("cgroups", "", e.getMessage());
        }
    }

    private static Finding events(List<String> missing) {
        return missing.isEmpty() ? Finding.ok("events", "the kernel has the tracepoints of all")
                : Finding.warning("events", "this kernel has no tracepoint for " + String.join(", ", missing),
                        "The others work; for these, boot a kernel that has them (modules: CONFIG_MODULES=y).");
    }

    private Finding programs() {
        try (SourceSession session = source.open(new SourceOptions(SourceOptions.DEFAULT_BUFFER, false))) {
            BitSet all = new BitSet();
            Catalogue.builtIn().all().stream().map(EventType::id).filter(id -> session.whyUnavailable(id) == null)
                    .forEach(all::set);
            session.prepare(all);
            return Finding.ok("BPF programs", "load and attach, with a ring buffer of "
                    + SourceOptions.DEFAULT_BUFFER / (1024 * 1024) + " MiB");
        } catch (SourceException e) {
            return finding("BPF programs", "", e.getMessage());
        }
    }
}
