package io.tallyman.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReconnectingTest {
    /** An error that is no IOException, such as one of a security provider, must not leave a stream in the clear. */
    @Test
    void shouldNeverHandOutAStreamWithoutTlsWhenTlsIsBroken() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Reconnecting connection = new Reconnecting(StreamAddress.of("address", "tcp:127.0.0.1:"
                        + server.getLocalPort()), Duration.ofSeconds(20), new SSLContext(new Broken(), null, "broken") { })) {
            for (int i = 0; i < 3; i++) {
                assertThrows(IllegalStateException.class, connection::stream);
                try (Socket accepted = server.accept()) {
                    accepted.setSoTimeout(10_000);
                    assertEquals(-1, accepted.getInputStream().read());
                }
            }
        }
    }

    private static final class Broken extends SSLContextSpi {
        @Override
        protected SSLEngine engineCreateSSLEngine() {
            throw new IllegalStateException("broken");
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            throw new IllegalStateException("broken");
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("broken");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return null;
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return null;
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return null;
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return null;
        }
    }
}
