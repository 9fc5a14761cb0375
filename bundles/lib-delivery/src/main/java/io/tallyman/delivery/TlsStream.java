package io.tallyman.delivery;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
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

    private final Stream stream;
    private final StreamAddress address;
    private final SSLEngine engine;
    /** What is to be sent, ready to be written. */
    private final ByteBuffer sealed;
    /** What has come and is not decrypted yet, ready to be filled. */
    private final ByteBuffer arrived;
    /** What is decrypted and was not asked for yet, ready to be read. */
    private final ByteBuffer opened;

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
            made.engine.beginHandshake();
            made.shakeHands();
            return made;
        } catch (IOException e) {
            made.sayGoodbye();
            throw new IOException("no TLS with " + address.text() + ": " + e.getMessage(), e);
        }
    }

    /** Sends the alert that tells the other side why there is no TLS, if there is one, and closes. */
    private void sayGoodbye() throws IOException {
        try (stream) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                seal(NOTHING);
            }
        } catch (SSLException e) {
            // the end of TLS, which is what was to be said
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
    }

    private void seal(ByteBuffer plain) throws IOException {
        SSLEngineResult result = engine.wrap(plain, sealed.clear());
        stream.write(sealed.flip());
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new SSLException(address.text() + " has ended TLS");
        }
    }

    @Override
    public void read(ByteBuffer buffer) throws IOException {
        while (!opened.hasRemaining()) {
            open();
            shakeHands();
        }
        int count = Math.min(buffer.remaining(), opened.remaining());
        buffer.put(opened.slice(opened.position(), count));
        opened.position(opened.position() + count);
    }

    /** Decrypts one record into {@link #opened}, and waits for bytes until there is a whole record. */
    private void open() throws IOException {
        while (!openArrived()) {
            stream.read(arrived);
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
            while (stream.readNow(arrived) > 0) {
                while (openArrived()) {
                    shakeHands();
                    opened.position(opened.limit());
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
