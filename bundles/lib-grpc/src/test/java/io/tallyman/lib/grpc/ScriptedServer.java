package io.tallyman.lib.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A gRPC server on a unix socket that answers each method as a test has told it to; others it does not have. */
public final class ScriptedServer implements AutoCloseable {
    /** Answers one call, now or later, once or more often. */
    @FunctionalInterface
    public interface Script<Q, A> {
        void answer(Q question, Metadata headers, StreamObserver<A> to);
    }

    private final Path socket;
    private final Map<String, ServerMethodDefinition<?, ?>> methods = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Server server;

    public ScriptedServer(Path socket) throws IOException {
        this.socket = socket;
        server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class).bossEventLoopGroup(loop).workerEventLoopGroup(loop)
                .fallbackHandlerRegistry(new Methods()).build().start();
    }

    public <Q, A> ScriptedServer on(MethodDescriptor<Q, A> method, Script<Q, A> script) {
        methods.put(method.getFullMethodName(), ServerMethodDefinition.create(method,
                (call, headers) -> ServerCalls.<Q, A>asyncServerStreamingCall(
                        (question, to) -> script.answer(question, headers, to)).startCall(call, headers)));
        return this;
    }

    /** One answer to whatever is asked. */
    public <Q, A> ScriptedServer always(MethodDescriptor<Q, A> method, A answer) {
        return on(method, (question, headers, to) -> {
            to.onNext(answer);
            to.onCompleted();
        });
    }

    public static <Q, A> Script<Q, A> error(Status status) {
        return (question, headers, to) -> to.onError(status.asRuntimeException());
    }

    /** Takes the question and says nothing. */
    public static <Q, A> Script<Q, A> silence() {
        return (question, headers, to) -> { };
    }

    /** Full names of the methods that were called so far. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    public Path socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        server.shutdownNow();
        try {
            server.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        Files.deleteIfExists(socket);
    }

    private final class Methods extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
            calls.add(name);
            return methods.get(name);
        }
    }
}
