package io.tallyman.lib.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A unix socket for a library that wants a {@link Socket}. Interrupting the thread that blocks in it, and closing it
 * from another thread, both end connecting, reading and writing. Setting a time-out has no effect.
 */
final class ChannelSocket extends Socket {
    private final SocketChannel channel;
    private final UnixDomainSocketAddress address;
    private final Consumer<ChannelSocket> onClose;

    ChannelSocket(Path path, Consumer<ChannelSocket> onClose) throws IOException {
        address = UnixDomainSocketAddress.of(path);
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        this.onClose = onClose;
    }

    void connect() throws IOException {
        channel.connect(address);
    }

    @Override
    public InputStream getInputStream() {
        return Channels.newInputStream(new Unlocked());
    }

    @Override
    public OutputStream getOutputStream() {
        return Channels.newOutputStream(new Unlocked());
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return address;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return null;
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setSoTimeout(int millis) {
        // a channel has no time-out: the caller's thread is interrupted at the deadline
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {
        // a unix socket does not linger
    }

    @Override
    public void close() throws IOException {
        onClose.accept(this);
        channel.close();
    }

    /** Hides that the channel is selectable: the JDK's streams would share a lock between reading and writing. */
    private final class Unlocked implements ByteChannel {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return channel.write(from);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            ChannelSocket.this.close();
        }
    }
}
