package io.tallyman.output.syslog.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tallyman.testing.FakeContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogFactoryTest {
    @ParameterizedTest
    @CsvSource({
        "address, host:514, 'key ''address'' cannot be ''host:514'': allowed is tls:host:port, tcp:host:port, udp:host:port or unix:/path'",
        "address, udp:host, 'key ''address'' cannot be ''udp:host'': allowed is tls:host:port, tcp:host:port, udp:host:port or unix:/path'",
        "ca-file, /etc/ca.pem, 'key ''address'' cannot be ''unix:/dev/log'' together with files for TLS: allowed is tls:host:port'",
        "app-name, two words, 'key ''app-name'' cannot be ''two words'': allowed is a word of printable ASCII, not longer than syslog has room for'"})
    void refusesWhatCannotBe(String key, String value, String message) {
        SyslogFactory factory = new SyslogFactory();
        assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> factory.open(FakeContext.options(factory.options(), key, value))).getMessage());
    }
}
