package io.tallyman.delivery;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A stream inside TLS. The JDK's own sockets with TLS block without a limit while they write, so this class runs TLS on a
 * {@link Stream}, which never does.
 */
final class TlsStream implements Connection {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** How long the other side has to read the rest before the connection is closed. */
    private static final long LINGER = Duration.ofSeconds(1).toNanos();

    private final Stream stream;
    private final StreamAddress address;
    private final SSLEngine engine;
    /** What is to be sent, ready to be written. */
    private final ByteBuffer sealed;
    /** What has come and is not decrypted yet, ready to be filled. */
    private final ByteBuffer arrived;
    /** What is decrypted and was not asked for yet, ready to be read. */
    private final ByteBuffer opened;
    /** Held by the call that uses the buffers. */
    private final ReentrantLock busy = new ReentrantLock();
    /** When the call that is under way has waited long enough. */
    private long deadline;
    /** Whether a call has failed, so that no orderly end is possible. */
    private boolean broken;

    private TlsStream(Stream stream, StreamAddress address, SSLContext tls) {
        this.stream = stream;
        this.address = address;
        engine = tls.createSSLEngine(address.host(), address.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        // the certificate must be that of the host that the configuration names
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        arrived = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        opened = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
    }

    /**
     * Greets the other side and checks its certificate.
     *
     * @param stream is closed if that fails
     * @throws IOException the message names the address
     */
    static TlsStream over(Stream stream, StreamAddress address, SSLContext tls) throws IOException {
        TlsStream made = new TlsStream(stream, address, tls);
        try {
            made.deadline = stream.deadline();
            made.engine.beginHandshake();
            made.shakeHands();
            return made;
        } catch (IOException e) {
            made.sayGoodbye();
            throw new IOException("no TLS with " + address.text() + ": " + e.getMessage(), e);
        }
    }

    /** Sends the alert that tells the other side why there is no TLS, if there is one, and closes. */
    private void sayGoodbye() {
        try (stream) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                seal(NOTHING);
            }
        } catch (IOException e) {
            // the end of TLS, which is what was to be said, or of the connection: the caller knows why there is no TLS
        }
    }

    private void shakeHands() throws IOException {
        HandshakeStatus next = engine.getHandshakeStatus();
        while (next != HandshakeStatus.NOT_HANDSHAKING && next != HandshakeStatus.FINISHED) {
            switch (next) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> seal(NOTHING);
                default -> open();
            }
            next = engine.getHandshakeStatus();
        }
    }

    @Override
    public void write(ByteBuffer buffer) throws IOException {
        call(() -> {
            while (buffer.hasRemaining()) {
                int start = buffer.position();
                try {
                    seal(buffer);
                } catch (IOException e) {
                    // the other side cannot read a part of a record, so nothing of this record has arrived
                    buffer.position(start);
                    throw e;
                }
            }
        });
    }

    private interface Call {
        void run() throws IOException;
    }

    /** All that a call waits for has one deadline. */
    private void call(Call call) throws IOException {
        busy.lock();
        boolean done = false;
        try {
            deadline = stream.deadline();
            call.run();
            done = true;
        } finally {
            broken |= !done;
            busy.unlock();
        }
    }

    private void seal(ByteBuffer plain) throws IOException {
        SSLEngineResult result = engine.wrap(plain, sealed.clear());
        stream.write(sealed.flip(), deadline);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException(address.text() + " has ended TLS");
        }
    }

    @Override
    public void read(ByteBuffer buffer) throws IOException {
        call(() -> {
            while (!opened.hasRemaining()) {
                open();
                shakeHands();
            }
            int count = Math.min(buffer.remaining(), opened.remaining());
            buffer.put(opened.slice(opened.position(), count));
            opened.position(opened.position() + count);
        });
    }

    /** Decrypts one record into {@link #opened}, and waits for bytes until there is a whole record. */
    private void open() throws IOException {
        while (!openArrived()) {
            stream.read(arrived, deadline);
        }
    }

    /** Decrypts one record of what has arrived; false if no whole record has. */
    private boolean openArrived() throws IOException {
        arrived.flip();
        opened.compact();
        SSLEngineResult result;
        try {
            result = engine.unwrap(arrived, opened);
        } finally {
            opened.flip();
            arrived.compact();
        }
        return switch (result.getStatus()) {
            case OK -> true;
            case BUFFER_UNDERFLOW -> false;
            case CLOSED -> throw new EOFException(address.text() + " has ended TLS");
            case BUFFER_OVERFLOW -> throw new SSLException(address.text() + " has sent a record that is too long");
        };
    }

    @Override
    public boolean isOpen() {
        try {
            call(this::readAway);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads what has come, and does what TLS asks for there. */
    private void readAway() throws IOException {
        while (stream.readNow(arrived) > 0) {
            while (openArrived()) {
                shakeHands();
                opened.position(opened.limit());
            }
        }
    }

    /** Ends TLS in order (RFC 5425, 4.4) unless a call is under way or has failed. */
    @Override
    public void close() throws IOException {
        try (stream) {
            if (busy.tryLock()) {
                try {
                    if (!broken) {
                        broken = true;
                        end();
                    }
                } finally {
                    busy.unlock();
                }
            }
        }
    }

    /**
     * Says that nothing more comes, and reads until the other side has closed as well. If a connection is closed while
     * bytes are unread, such as the tickets of TLS 1.3, the kernel throws away what it has not sent yet.
     */
    private void end() {
        deadline = Math.min(stream.deadline(), System.nanoTime() + LINGER);
        try {
            readAway();
            engine.closeOutbound();
            engine.wrap(NOTHING, sealed.clear());
            stream.write(sealed.flip(), deadline);
            stream.shutdownOutput();
            while (true) {
                stream.read(arrived.clear(), deadline);
            }
        } catch (IOException e) {
            // the other side has closed, or takes too long
        }
    }
}
