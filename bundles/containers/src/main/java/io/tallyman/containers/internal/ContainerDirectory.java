package io.tallyman.containers.internal;

import io.tallyman.api.runtime.ContainerRuntime;
import io.tallyman.api.runtime.ProcessSockets;
import io.tallyman.api.source.SourceSession;
import io.tallyman.containers.ContainerOptions;
import io.tallyman.containers.ContainerTable;
import io.tallyman.containers.Containers;
import io.tallyman.containers.RuntimeStatus;
import io.tallyman.containers.internal.cgroups.CgroupScan;
import io.tallyman.containers.internal.cgroups.OwnCgroup;
import io.tallyman.containers.internal.conversation.Timing;
import io.tallyman.containers.internal.inbox.Inbox;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The service: knows the runtimes, which come and go, and makes tables. */
@Component
public final class ContainerDirectory implements Containers {
    private final RuntimeConnections connections;
    /** Numbers the snapshots. Never starts again, as printers keep what they made of a snapshot under its number. */
    private final AtomicLong serials = new AtomicLong(System.nanoTime());

    @Activate
    public ContainerDirectory() {
        this(Timing.DEFAULT);
    }

    ContainerDirectory(Timing timing) {
        connections = new RuntimeConnections(timing);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRuntime(ContainerRuntime runtime) {
        connections.add(runtime);
    }

    void removeRuntime(ContainerRuntime runtime) {
        connections.remove(runtime);
    }

    /** Runtimes inside containers can be connected to while this service can open their sockets safely. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setSockets(ProcessSockets sockets) {
        connections.add(sockets);
    }

    void unsetSockets(ProcessSockets sockets) {
        connections.remove(sockets);
    }

    @Deactivate
    void close() {
        connections.close();
    }

    @Override
    public ContainerTable open(SourceSession source, ContainerOptions options, Supplier<?> attachments) {
        Inbox inbox = new Inbox(source::wakeup);
        connections.join(inbox);
        try {
            return new LiveTable(source, connections, inbox, options, serials, attachments,
                    new CgroupScan(source.hierarchy()), OwnCgroup.id(source.hierarchy()), System::nanoTime,
                    () -> connections.leave(inbox));
        } catch (RuntimeException | Error e) {
            connections.leave(inbox);
            throw e;
        }
    }

    @Override
    public AutoCloseable addSocket(String runtime, Path socket) {
        return connections.addSocket(runtime, socket);
    }

    @Override
    public List<RuntimeStatus> runtimes() {
        return connections.statuses();
    }
}
