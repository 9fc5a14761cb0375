package io.tallyman.lib.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A Docker-compatible engine behind a unix socket. Tallyman only reads from an engine (GET). An answer, or an item of a list
 * or stream, may have 1 MiB, a list 16 MiB. A call ends when its thread is interrupted, or with {@link #close}. Nothing
 * is read from the environment or the user's home. The class is thread-safe and asks nothing before the first call. The
 * message of an exception is for people.
 */
public final class DockerSocket implements Closeable {
    private static final long REPLAY_SECONDS = 60;
    private final BoundedHttp http;
    private final DockerClient client;
    private final ObjectMapper json = DockerClientConfig.getDefaultObjectMapper();
    private volatile boolean closed;

    public DockerSocket(Path socket) {
        http = new BoundedHttp(socket);
        client = DockerClientImpl.getInstance(new SocketConfig(socket, json), http);
    }

    /**
     * Asks through docker-java.
     *
     * @return the answer, or null where the engine says that there is no such thing
     * @throws IOException          the engine did not answer, or not as it should
     * @throws InterruptedException the calling thread was interrupted meanwhile
     */
    public <T> T ask(Function<DockerClient, T> question) throws IOException, InterruptedException {
        return guard(() -> question.apply(client));
    }

    /** Reads the JSON at a path that docker-java has no method for; null where the engine says that there is no such path. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return guard(() -> {
            try (BoundedResponse response = request(path)) {
                return json.readTree(response.getBody());
            }
        });
    }

    /** Reads a header of the answer at this path; null where the answer lacks the header. */
    public String header(String path, String name) throws IOException, InterruptedException {
        return guard(() -> {
            try (BoundedResponse response = request(path)) {
                return response.getHeader(name);
            }
        });
    }

    /** Reads a list item by item, so that a long one needs little memory. */
    public <T> void list(String path, Class<T> type, Consumer<T> each) throws IOException, InterruptedException {
        Boolean found = guard(() -> {
            try (BoundedResponse response = request(path)) {
                items(response.getBody(), type, each);
                return true;
            }
        });
        if (found == null) {
            throw new IOException("has no " + path);
        }
    }

    /**
     * Subscribes to the events of containers, and to those of the last minute: an engine keeps its last 256 events, and
     * they name a container that came and went before this connection was made. Returns when the subscription stands.
     *
     * @param actions the actions to be told of ("create", "destroy"); all if empty
     * @param each    called on the stream's own thread
     * @param end     called on the same thread once, when the stream has ended otherwise than by {@link #close}
     */
    public void events(Collection<String> actions, Consumer<Event> each, Consumer<IOException> end)
            throws IOException, InterruptedException {
        Map<String, Collection<String>> filters = actions.isEmpty() ? Map.of("type", List.of("container"))
                : Map.of("type", List.of("container"), "event", actions);
        String path = "/events?since=" + (System.currentTimeMillis() / 1000 - REPLAY_SECONDS) + "&filters="
                + URLEncoder.encode(json.writeValueAsString(filters), StandardCharsets.UTF_8);
        BoundedResponse stream = guard(() -> request(path));
        if (stream == null) {
            throw new IOException("has no event stream");
        }
        Thread reader = new Thread(() -> read(stream, each, end), "tallyman-docker-events");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(BoundedResponse stream, Consumer<Event> each, Consumer<IOException> end) {
        IOException why;
        try (stream) {
            items(stream.endless(), Event.class, each);
            why = new IOException("has ended its event stream");
        } catch (IOException | RuntimeException e) {
            why = Failures.translate(e);
        }
        if (!closed) {
            end.accept(why);
        }
    }

    private <T> void items(BoundedInput from, Class<T> type, Consumer<T> each) throws IOException {
        try (MappingIterator<T> items = json.readerFor(type).readValues(from)) {
            while (items.hasNextValue()) {
                T item = items.nextValue();
                from.nextItem();
                if (item != null) {
                    each.accept(item);
                }
            }
        }
    }

    private BoundedResponse request(String path) throws IOException {
        BoundedResponse response = http.execute(Request.builder().method(Request.Method.GET).path(path).build());
        int status = response.getStatusCode();
        if (status == 200) {
            return response;
        }
        response.close();
        if (status == 404) {
            throw new NotFoundException(path);
        }
        throw new IOException("answers status " + status);
    }

    private <T> T guard(Callable<T> call) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return call.call();
        } catch (NotFoundException e) {
            return null;
        } catch (Exception e) {
            if (Thread.interrupted() || Failures.isInterruption(e)) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw closed ? new IOException("closed", e) : Failures.translate(e);
        }
    }

    /** Ends all calls and the event stream. */
    @Override
    public void close() {
        closed = true;
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
