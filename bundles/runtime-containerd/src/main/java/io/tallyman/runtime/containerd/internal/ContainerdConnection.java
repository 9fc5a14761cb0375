package io.tallyman.runtime.containerd.internal;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.grpc.UnixChannel;
import io.tallyman.runtime.containerd.internal.containers.Container;
import io.tallyman.runtime.containerd.internal.events.ContainerEvent;
import io.tallyman.runtime.containerd.internal.events.Envelope;
import io.tallyman.runtime.containerd.internal.events.EventsGrpc;
import io.tallyman.runtime.containerd.internal.events.SubscribeRequest;
import io.tallyman.runtime.containerd.internal.namespaces.ListNamespacesRequest;
import io.tallyman.runtime.containerd.internal.namespaces.ListNamespacesResponse;
import io.tallyman.runtime.containerd.internal.namespaces.Namespace;
import io.tallyman.runtime.containerd.internal.namespaces.NamespacesGrpc;
import io.tallyman.runtime.containerd.internal.version.VersionGrpc;
import io.tallyman.runtime.containerd.internal.version.VersionResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One containerd with all its namespaces. containerd tells of a container some 180 ms before the container's cgroup exists,
 * and no answer waits for a start. An id is unique in its namespace only: the first namespace that has the id answers.
 */
final class ContainerdConnection implements RuntimeConnection {
    private static final String CREATE = "/containers/create";
    private static final String DELETE = "/containers/delete";
    private static final int REMEMBERED = 4096;
    private static final AtomicBoolean REHEARSED = new AtomicBoolean();

    private final UnixChannel channel;
    private final Namespaces.Told shared;
    private final Set<String> own = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Containers containers;
    private final Arrivals arrivals;
    private final Map<String, String> namespaceOf = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > REMEMBERED;
        }
    };

    ContainerdConnection(UnixChannel channel, Namespaces.Told shared) {
        this.channel = channel;
        this.shared = shared;
        containers = new Containers(channel);
        arrivals = new Arrivals(containers);
    }

    @Override
    public String version() throws IOException, InterruptedException {
        VersionResponse answer = channel.ask(VersionGrpc.getVersionMethod(), Empty.getDefaultInstance(), new Metadata());
        if (answer == null || answer.getVersion().isEmpty()) {
            throw new IOException("does not answer as containerd does");
        }
        return answer.getVersion();
    }

    private void learnNamespaces() throws IOException, InterruptedException {
        ListNamespacesResponse answer = channel.ask(NamespacesGrpc.getListMethod(),
                ListNamespacesRequest.getDefaultInstance(), new Metadata());
        if (answer != null) {
            answer.getNamespacesList().stream().map(Namespace::getName).filter(shared::add).limit(REMEMBERED)
                    .forEach(own::add);
        }
    }

    /** containerd answers the second call after it has taken up the first one: then the subscription stands. */
    @Override
    public void watch(Listener listener) throws IOException, InterruptedException {
        SubscribeRequest wanted = SubscribeRequest.newBuilder().addFilters("topic==\"" + CREATE + "\"")
                .addFilters("topic==\"" + DELETE + "\"").build();
        channel.subscribe(EventsGrpc.getSubscribeMethod(), wanted, event -> report(event, listener), listener::broken);
        learnNamespaces();
    }

    /** Called on the thread that moves the bytes, which must not wait. So another thread asks for the container. */
    void report(Envelope event, Listener listener) {
        ContainerEvent told;
        try {
            told = ContainerEvent.parseFrom(event.getEvent().getValue());
        } catch (InvalidProtocolBufferException e) {
            return;
        }
        String id = told.getId();
        if (!ContainerdCgroups.isId(id) || !shared.add(event.getNamespace())) {
            return;
        }
        if (event.getTopic().equals(DELETE)) {
            listener.removed(id);
            return;
        }
        own.add(event.getNamespace());
        remember(id, event.getNamespace());
        arrivals.ask(id, event.getNamespace(), told.getImage(), listener);
    }

    @Override
    public List<ContainerFragment> list() throws IOException, InterruptedException {
        learnNamespaces();
        List<ContainerFragment> all = new ArrayList<>();
        for (String namespace : own) {
            for (Container each : containers.list(namespace)) {
                if (ContainerdCgroups.isId(each.getId())) {
                    remember(each.getId(), namespace);
                    all.add(containers.withImage(each, namespace).build());
                }
            }
        }
        if (!REHEARSED.getAndSet(true)) {
            rehearse();
        }
        return all;
    }

    /**
     * Reads a container that does not exist, as the first real one will be read. Loading the classes takes the better part
     * of a second on a machine where containers start at the same time.
     */
    private void rehearse() throws IOException, InterruptedException {
        quick(Rehearsal.ID);
        containers.withImage(Rehearsal.container(), "default");
    }

    @Override
    public ContainerFragment quick(String id) throws IOException, InterruptedException {
        return ask(id, false);
    }

    @Override
    public ContainerFragment inspect(String id) throws IOException, InterruptedException {
        return ask(id, true);
    }

    private ContainerFragment ask(String id, boolean task) throws IOException, InterruptedException {
        if (!ContainerdCgroups.isId(id)) {
            return null;
        }
        String likely = likelyNamespace(id);
        if (likely != null) {
            ContainerFragment found = containers.describe(id, likely, task);
            if (found != null) {
                return found;
            }
        }
        learnNamespaces();
        for (String namespace : own) {
            ContainerFragment found = namespace.equals(likely) ? null : containers.describe(id, namespace, task);
            if (found != null) {
                remember(id, namespace);
                return found;
            }
        }
        return null;
    }

    private String likelyNamespace(String id) {
        synchronized (namespaceOf) {
            return namespaceOf.get(id);
        }
    }

    private void remember(String id, String namespace) {
        synchronized (namespaceOf) {
            namespaceOf.put(id, namespace);
        }
    }

    @Override
    public void close() {
        arrivals.close();
        if (!closed.getAndSet(true)) {
            shared.close();
        }
        channel.close();
    }
}
