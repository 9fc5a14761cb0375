package io.tallyman.lib.grpc;

import static io.tallyman.lib.grpc.ScriptedServer.error;
import static io.tallyman.lib.grpc.ScriptedServer.silence;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.StringValue;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixChannelTest {
    private static final MethodDescriptor<StringValue, StringValue> ASK = method("test.Service/Ask", MethodType.UNARY);
    private static final MethodDescriptor<StringValue, StringValue> LIST = method("test.Service/List",
            MethodType.SERVER_STREAMING);
    private static final StringValue QUESTION = StringValue.of("who?");

    @TempDir
    Path dir;
    private ScriptedServer server;
    private UnixChannel channel;

    private static MethodDescriptor<StringValue, StringValue> method(String name, MethodType type) {
        return MethodDescriptor.<StringValue, StringValue>newBuilder().setFullMethodName(name).setType(type)
                .setRequestMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance()))
                .setResponseMarshaller(ProtoUtils.marshaller(StringValue.getDefaultInstance())).build();
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(dir.resolve("grpc.sock"));
        channel = new UnixChannel(server.socket(), 5003);
    }

    @AfterEach
    void stop() throws IOException {
        channel.close();
        server.close();
    }

    private String ask() throws IOException, InterruptedException {
        StringValue answer = channel.ask(ASK, QUESTION, new Metadata());
        return answer == null ? null : answer.getValue();
    }

    @Test
    void anAnswerIsAnAnswer() throws Exception {
        Metadata.Key<String> key = Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);
        Metadata headers = new Metadata();
        headers.put(key, "k8s.io");
        server.on(ASK, (question, with, to) -> {
            to.onNext(StringValue.of(question.getValue() + with.get(key)));
            to.onCompleted();
        });
        assertEquals("who?k8s.io", channel.ask(ASK, QUESTION, headers).getValue());
    }

    @Test
    void notFoundIsNullAndOtherErrorsAreErrors() throws Exception {
        server.on(ASK, error(Status.NOT_FOUND.withDescription("no such container")));
        assertNull(ask());
        server.on(ASK, error(Status.INTERNAL.withDescription("x".repeat(5000))));
        IOException internal = assertThrows(IOException.class, this::ask);
        assertEquals("the daemon failed: " + "x".repeat(200) + "...", internal.getMessage());
        assertThrows(UnimplementedException.class, () -> channel.list(LIST, QUESTION, new Metadata(), each -> { }));
    }

    @Test
    void aSocketThatIsNotThereIsAnIoException() {
        try (UnixChannel nobody = new UnixChannel(dir.resolve("nobody.sock"), 5003)) {
            assertEquals("the socket is gone", assertThrows(IOException.class,
                    () -> nobody.ask(ASK, QUESTION, new Metadata())).getMessage());
        }
    }

    @Test
    void aSocketThatNobodyListensOnIsAnIoException() throws IOException {
        Path left = dir.resolve("left.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(left)).close();
        try (UnixChannel nobody = new UnixChannel(left, 5003)) {
            assertEquals("nobody listens on the socket", assertThrows(IOException.class,
                    () -> nobody.ask(ASK, QUESTION, new Metadata())).getMessage());
        }
    }

    @Test
    void aSilentServerMeetsTheDeadline() {
        server.on(ASK, silence());
        try (UnixChannel hasty = new UnixChannel(server.socket(), 211)) {
            long asked = System.nanoTime();
            assertEquals("no answer within 211 ms", assertThrows(IOException.class,
                    () -> hasty.ask(ASK, QUESTION, new Metadata())).getMessage());
            assertTrue(System.nanoTime() - asked < TimeUnit.SECONDS.toNanos(3));
        }
    }

    @Test
    void aServerThatNeverAcceptsMeetsTheDeadlineAndInterruption() throws Exception {
        Path deaf = dir.resolve("deaf.sock");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                UnixChannel hasty = new UnixChannel(deaf, 211); UnixChannel patient = new UnixChannel(deaf, 60_013)) {
            socket.bind(UnixDomainSocketAddress.of(deaf));
            assertThrows(IOException.class, () -> hasty.ask(ASK, QUESTION, new Metadata()));
            assertInstanceOf(InterruptedException.class, interrupted(() -> patient.ask(ASK, QUESTION, new Metadata())));
        }
    }

    @Test
    void garbageIsAnIoException() throws Exception {
        Path path = dir.resolve("garbage.sock");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                UnixChannel garbled = new UnixChannel(path, 5003)) {
            socket.bind(UnixDomainSocketAddress.of(path));
            Thread server = new Thread(() -> {
                try (SocketChannel client = socket.accept(); OutputStream out = Channels.newOutputStream(client)) {
                    while (true) {
                        out.write("HTTP/1.1 200 OK\r\nX: garbage".getBytes());
                    }
                } catch (IOException e) {
                    // the other side has had enough
                }
            });
            server.start();
            assertEquals("does not speak gRPC", assertThrows(IOException.class,
                    () -> garbled.ask(ASK, QUESTION, new Metadata())).getMessage());
            garbled.close();
            server.join();
        }
    }

    @Test
    void aHugeAnswerIsRefused() throws Exception {
        server.always(ASK, StringValue.of("x".repeat(5_000_000)));
        assertEquals("answers more than 4194304 bytes", assertThrows(IOException.class, this::ask).getMessage());
        server.always(ASK, StringValue.of("x".repeat(4_000_000)));
        assertEquals(4_000_000, ask().length());
    }

    @Test
    void aListIsReadToItsEndAndAnEndlessOneIsCutOff() throws Exception {
        List<String> read = new ArrayList<>();
        server.on(LIST, (question, headers, to) -> {
            for (int i = 0; i < 211; i++) {
                to.onNext(StringValue.of(String.valueOf(i)));
            }
            to.onCompleted();
        });
        channel.list(LIST, QUESTION, new Metadata(), each -> read.add(each.getValue()));
        assertEquals(211, read.size());
        assertEquals("210", read.get(210));
        server.on(LIST, (question, headers, to) -> {
            for (int i = 0; i < 35; i++) {
                to.onNext(StringValue.of("x".repeat(1_000_000)));
            }
        });
        assertEquals("answers more than 33554432 bytes", assertThrows(IOException.class,
                () -> channel.list(LIST, QUESTION, new Metadata(), each -> { })).getMessage());
    }

    @Test
    void interruptionEndsACallAndTheNextOneWorks() throws Exception {
        server.on(ASK, silence());
        server.on(LIST, silence());
        assertInstanceOf(InterruptedException.class, interrupted(this::ask));
        assertInstanceOf(InterruptedException.class, interrupted(() -> {
            channel.list(LIST, QUESTION, new Metadata(), each -> { });
            return null;
        }));
        server.always(ASK, StringValue.of("me"));
        assertEquals("me", ask());
    }

    @Test
    void closeEndsABlockedCall() throws Exception {
        server.on(ASK, silence());
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        new Thread(() -> thrown.complete(failure(this::ask))).start();
        while (server.calls().isEmpty()) {
            Thread.sleep(2);
        }
        channel.close();
        assertEquals("closed", thrown.get().getMessage());
    }

    @Test
    void aStreamTellsOfItsMessagesAndOfItsEnd() throws Exception {
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        CompletableFuture<StreamObserver<StringValue>> stream = new CompletableFuture<>();
        server.on(LIST, (question, headers, to) -> stream.complete(to));
        channel.subscribe(LIST, QUESTION, seen::add, seen::add);
        stream.get().onNext(StringValue.of("one"));
        assertEquals(StringValue.of("one"), seen.take());
        server.close();
        assertInstanceOf(IOException.class, seen.take());
    }

    @Test
    void closingIsNotTheEndOfAStream() throws Exception {
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        CompletableFuture<StreamObserver<StringValue>> stream = new CompletableFuture<>();
        server.on(LIST, (question, headers, to) -> stream.complete(to));
        server.always(ASK, StringValue.of("me"));
        channel.subscribe(LIST, QUESTION, seen::add, seen::add);
        assertEquals("me", ask());
        channel.whenLost(seen::add);
        stream.get();
        channel.close();
        Thread loop = Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().startsWith("grpc-unix"))
                .findFirst().orElse(null);
        if (loop != null) {
            loop.join();
        }
        assertEquals(0, seen.size());
    }

    @Test
    void aLostConnectionIsTold() throws Exception {
        server.always(ASK, StringValue.of("me"));
        assertEquals("me", ask());
        CompletableFuture<IOException> lost = new CompletableFuture<>();
        channel.whenLost(lost::complete);
        assertEquals("me", ask());
        server.close();
        assertEquals("has hung up", lost.get().getMessage());
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static Throwable interrupted(Call call) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = new Thread(() -> thrown.complete(failure(call)));
        caller.start();
        TimeUnit.MILLISECONDS.sleep(50);
        caller.interrupt();
        return thrown.get();
    }

    private static Throwable failure(Call call) {
        try {
            return new AssertionError("answered " + call.run());
        } catch (Exception e) {
            return e;
        }
    }
}
