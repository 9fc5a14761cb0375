package io.tallyman.runtime.containerd.internal;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.tallyman.api.runtime.ContainerFragment;
import io.tallyman.api.runtime.RuntimeConnection;
import io.tallyman.lib.grpc.UnixChannel;
import io.tallyman.runtime.containerd.internal.containers.Container;
import io.tallyman.runtime.containerd.internal.containers.ContainersGrpc;
import io.tallyman.runtime.containerd.internal.containers.GetContainerRequest;
import io.tallyman.runtime.containerd.internal.containers.GetContainerResponse;
import io.tallyman.runtime.containerd.internal.containers.ListContainersRequest;
import io.tallyman.runtime.containerd.internal.events.ContainerEvent;
import io.tallyman.runtime.containerd.internal.events.Envelope;
import io.tallyman.runtime.containerd.internal.events.EventsGrpc;
import io.tallyman.runtime.containerd.internal.events.SubscribeRequest;
import io.tallyman.runtime.containerd.internal.namespaces.ListNamespacesRequest;
import io.tallyman.runtime.containerd.internal.namespaces.ListNamespacesResponse;
import io.tallyman.runtime.containerd.internal.namespaces.Namespace;
import io.tallyman.runtime.containerd.internal.namespaces.NamespacesGrpc;
import io.tallyman.runtime.containerd.internal.tasks.GetRequest;
import io.tallyman.runtime.containerd.internal.tasks.GetResponse;
import io.tallyman.runtime.containerd.internal.tasks.TasksGrpc;
import io.tallyman.runtime.containerd.internal.version.VersionGrpc;
import io.tallyman.runtime.containerd.internal.version.VersionResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One containerd with all its namespaces. containerd tells of a container some 180 ms before the container's cgroup exists,
 * and no answer waits for a start. An id is unique in its namespace only: the first namespace that has the id answers.
 */
final class ContainerdConnection implements RuntimeConnection {
    private static final Metadata.Key<String> NAMESPACE = Metadata.Key.of("containerd-namespace",
            Metadata.ASCII_STRING_MARSHALLER);
    private static final String CREATE = "/containers/create";
    private static final String DELETE = "/containers/delete";
    private static final int REMEMBERED = 4096;
    private static final AtomicBoolean REHEARSED = new AtomicBoolean();

    private final UnixChannel channel;
    private final Namespaces.Told shared;
    private final Set<String> own = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Images images;
    /**
     * Asks for the containers that events tell of, before they are gone: nothing else may take this thread's time. A
     * container that finds no room is asked for when its cgroup appears.
     */
    private final ExecutorService asking = worker();
    /** Describes the images of those containers. An image stays where its container is gone. */
    private final ExecutorService describing = worker();
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
        images = new Images(channel);
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
        asking.execute(() -> tell(id, event.getNamespace(), told.getImage(), listener));
    }

    /** A container may be gone before it can be asked for. Then the event is all that there is. */
    private void tell(String id, String namespace, String image, Listener listener) {
        try {
            Container known = get(id, namespace);
            describing.execute(() -> describe(id, known, image, namespace, listener));
        } catch (IOException e) {
            // the container is asked for again when its cgroup appears
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param known null where the container was gone already */
    private void describe(String id, Container known, String image, String namespace, Listener listener) {
        try {
            listener.known(known != null ? withImage(known, namespace).build()
                    : Fragments.ofGone(id, images.describe(image, image, namespace)));
        } catch (IOException e) {
            // the container is asked for again when its cgroup appears
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<ContainerFragment> list() throws IOException, InterruptedException {
        learnNamespaces();
        List<ContainerFragment> all = new ArrayList<>();
        for (String namespace : own) {
            List<Container> containers = new ArrayList<>();
            channel.list(ContainersGrpc.getListStreamMethod(), ListContainersRequest.getDefaultInstance(), in(namespace),
                    message -> containers.add(message.getContainer()));
            for (Container each : containers) {
                if (ContainerdCgroups.isId(each.getId())) {
                    remember(each.getId(), namespace);
                    all.add(withImage(each, namespace).build());
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
        withImage(Rehearsal.container(), "default");
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
            ContainerFragment found = ask(id, likely, task);
            if (found != null) {
                return found;
            }
        }
        learnNamespaces();
        for (String namespace : own) {
            ContainerFragment found = namespace.equals(likely) ? null : ask(id, namespace, task);
            if (found != null) {
                remember(id, namespace);
                return found;
            }
        }
        return null;
    }

    /** @param task whether to ask for the container's first process as well */
    private ContainerFragment ask(String id, String namespace, boolean task) throws IOException, InterruptedException {
        Container container = get(id, namespace);
        if (container == null) {
            return null;
        }
        ContainerFragment.Builder fragment = withImage(container, namespace);
        GetResponse running = !task ? null : channel.ask(TasksGrpc.getGetMethod(),
                GetRequest.newBuilder().setContainerId(id).build(), in(namespace));
        return fragment.pid(running == null ? 0 : running.getProcess().getPid()).build();
    }

    /** Returns null where this namespace has no such container. */
    private Container get(String id, String namespace) throws IOException, InterruptedException {
        GetContainerResponse answer = channel.ask(ContainersGrpc.getGetMethod(), request(id), in(namespace));
        return answer == null || !id.equals(answer.getContainer().getId()) ? null : answer.getContainer();
    }

    /** The image's id and digest cost a few milliseconds, and nothing while the image is remembered. */
    private ContainerFragment.Builder withImage(Container container, String namespace)
            throws IOException, InterruptedException {
        Spec spec = Spec.of(container.getSpec());
        Images.Described image = images.describe(Fragments.image(container, spec), container.getImage(), namespace);
        return Fragments.of(container, spec).image(image.name()).imageDigest(image.digest()).imageId(image.id())
                .imageKnown(true);
    }

    private static GetContainerRequest request(String id) {
        return GetContainerRequest.newBuilder().setId(id).build();
    }

    static Metadata in(String namespace) {
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, namespace);
        return headers;
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

    private static ExecutorService worker() {
        return new ThreadPoolExecutor(0, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(REMEMBERED),
                ContainerdConnection::thread, new ThreadPoolExecutor.DiscardPolicy());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "containerd-events");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        asking.shutdownNow();
        describing.shutdownNow();
        if (!closed.getAndSet(true)) {
            shared.close();
        }
        channel.close();
    }
}
