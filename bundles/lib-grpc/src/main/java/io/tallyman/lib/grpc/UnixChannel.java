package io.tallyman.lib.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A gRPC connection to one server behind a unix socket. A message may have 4 MiB, a list 32 MiB. Every call has a deadline. A
 * call ends early when its thread is interrupted, or with {@link #close}. One thread moves the bytes of all calls. The
 * channel is thread-safe and connects with the first call. The message of an exception is for people.
 */
public final class UnixChannel implements Closeable {
    private static final int MAX_MESSAGE = 4 * 1024 * 1024;
    private static final int MAX_LIST = 32 * 1024 * 1024;
    private static final int NEVER_IDLE = 36_500;

    /**
     * Exceptions tell what these loggers would tell. The field keeps the loggers: the JDK forgets the level of a logger
     * that nothing refers to.
     */
    private static final List<Logger> QUIET = List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"));

    static {
        QUIET.forEach(each -> each.setLevel(Level.OFF));
    }

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("grpc-unix", true),
            NioIoHandler.newFactory());
    private final ManagedChannel channel;
    private final long deadlineMillis;
    private volatile boolean closed;

    /** @param deadlineMillis how long a call may take, except for {@link #subscribe} */
    public UnixChannel(Path socket, long deadlineMillis) {
        this.deadlineMillis = deadlineMillis;
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class).eventLoopGroup(loop)
                .directExecutor().withOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
                .withOption(ChannelOption.SO_KEEPALIVE, null) // Netty warns of an option that unix sockets lack
                .overrideAuthority("localhost").usePlaintext().disableRetry().idleTimeout(NEVER_IDLE, TimeUnit.DAYS)
                .maxInboundMessageSize(MAX_MESSAGE).build();
    }

    /**
     * Asks and waits for the answer.
     *
     * @param headers sent along
     * @return null where the server says NOT_FOUND
     * @throws IOException          no answer in time, or another error of the server
     * @throws InterruptedException the calling thread was interrupted meanwhile
     */
    public <Q, A> A ask(MethodDescriptor<Q, A> method, Q question, Metadata headers)
            throws IOException, InterruptedException {
        try {
            return ClientCalls.blockingV2UnaryCall(with(headers), method, options(), question);
        } catch (StatusException e) {
            return absentOrFailure(e);
        }
    }

    /** As {@link #ask} for a method that answers with a stream; reads it to its end. */
    public <Q, A extends MessageLite> void list(MethodDescriptor<Q, A> method, Q question, Metadata headers,
            Consumer<A> each) throws IOException, InterruptedException {
        BlockingClientCall<Q, A> call = ClientCalls.blockingV2ServerStreamingCall(with(headers), method, options(),
                question);
        try {
            long size = 0;
            for (A answer = call.read(); answer != null; answer = call.read()) {
                size += answer.getSerializedSize();
                if (size > MAX_LIST) {
                    throw new IOException("answers more than " + MAX_LIST + " bytes");
                }
                each.accept(answer);
            }
        } catch (StatusException e) {
            absentOrFailure(e);
        } finally {
            call.cancel("read to its end, or given up", null);
        }
    }

    /**
     * Starts to listen to a stream that has no end, and returns at once. The listeners must not block, because the thread
     * that moves the bytes calls them.
     *
     * @param end called once, when the stream has ended otherwise than by {@link #close}
     */
    public <Q, A> void subscribe(MethodDescriptor<Q, A> method, Q question, Consumer<A> each, Consumer<IOException> end) {
        ClientCall<Q, A> call = channel.newCall(method, CallOptions.DEFAULT);
        ClientCalls.asyncServerStreamingCall(call, question, new StreamObserver<A>() {
            @Override
            public void onNext(A message) {
                each.accept(message);
            }

            @Override
            public void onError(Throwable error) {
                if (!closed) {
                    end.accept(failure(Status.fromThrowable(error), error));
                }
            }

            @Override
            public void onCompleted() {
                if (!closed) {
                    end.accept(new IOException("has ended its stream"));
                }
            }
        });
    }

    /**
     * Tells once when the connection is lost otherwise than by {@link #close}. The connection must stand when this is
     * called.
     */
    public void whenLost(Consumer<IOException> lost) {
        channel.notifyWhenStateChanged(ConnectivityState.READY, () -> {
            if (!closed) {
                lost.accept(new IOException("has hung up"));
            }
        });
    }

    private Channel with(Metadata headers) {
        return headers.keys().isEmpty() ? channel
                : ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    }

    private <A> A absentOrFailure(StatusException e) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
        if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
            return null;
        }
        throw failure(e.getStatus(), e);
    }

    private IOException failure(Status status, Throwable error) {
        if (closed) {
            return new IOException("closed", error);
        }
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return new UnimplementedException(error);
        }
        return new IOException(Reasons.of(status, deadlineMillis, MAX_MESSAGE), error);
    }

    /** Ends all calls and streams. */
    @Override
    public void close() {
        closed = true;
        channel.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
