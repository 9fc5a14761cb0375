package io.tallyman.output.syslog.internal;

import io.tallyman.delivery.StreamAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Datagrams of UDP (RFC 5426). Nobody says what becomes of them on the way. */
final class UdpCarrier implements Carrier {
    /** The most that a datagram of IPv4 holds. */
    private static final int MAX_LENGTH = 65_507;

    private final StreamAddress address;
    private volatile DatagramChannel channel;
    private volatile boolean closed;

    UdpCarrier(StreamAddress address) {
        this.address = address;
    }

    @Override
    public void send(Messages messages, Progress progress) throws IOException {
        try {
            DatagramChannel to = channel();
            while (progress.next() < messages.count()) {
                int length = messages.length(progress.next());
                if (length > MAX_LENGTH) {
                    progress.leaveOut(messages.lineBytes(progress.next()));
                } else {
                    to.write(ByteBuffer.wrap(messages.bytes(), messages.start(progress.next()), length));
                    progress.moveTo(progress.next() + 1);
                }
            }
        } catch (IOException e) {
            release();
            throw new IOException("cannot send to " + address.text() + ": " + e.getMessage(), e);
        }
    }

    private DatagramChannel channel() throws IOException {
        if (channel == null) {
            channel = connect();
        }
        if (closed) {
            throw new IOException("closed");
        }
        return channel;
    }

    private DatagramChannel connect() throws IOException {
        InetSocketAddress to;
        try {
            to = new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        } catch (UnknownHostException e) {
            throw new IOException("there is no host " + address.host(), e);
        }
        DatagramChannel made = DatagramChannel.open();
        try {
            return made.connect(to);
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    private void release() throws IOException {
        DatagramChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        release();
    }
}
