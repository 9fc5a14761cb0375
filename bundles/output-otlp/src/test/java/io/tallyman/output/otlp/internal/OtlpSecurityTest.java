package io.tallyman.output.otlp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.output.otlp.internal.ScriptedCollector.Way;
import io.tallyman.testing.Certificates;
import io.tallyman.testing.FakeContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whom both ways trust, how they identify this side, and which configurations they refuse. */
@Timeout(60)
class OtlpSecurityTest {
    @TempDir
    private static Path certificates;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Certificates.make(certificates, "own");
        Certificates.make(certificates, "foreign");
    }

    private static String file(String name) {
        return certificates.resolve(name).toString();
    }

    private static Destination open(Way way, String... options) throws IOException {
        DestinationFactory factory = OtlpDeliveryTest.factory(way);
        return factory.open(FakeContext.options(factory.options(), options));
    }

    private static Destination open(Way way, ScriptedCollector collector, String host, String ca, String own)
            throws IOException {
        List<String> options = new ArrayList<>(List.of("url", "https://" + host + ":" + collector.port(), "ca-file",
                file(ca), "retry-for", "0s"));
        if (!own.isEmpty()) {
            options.addAll(List.of("cert-file", file(own), "key-file", file(own + "-key")));
        }
        return open(way, options.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowItsCertificateToACollectorThatItsAuthorityVouchesFor(Way way) throws Exception {
        try (ScriptedCollector collector = ScriptedCollector.open(way, certificates);
                Destination otlp = open(way, collector, "localhost", "own", "own")) {
            Blocks.write(otlp, 0, 7);
            Blocks.write(otlp, 7, 4);
            assertEquals(Blocks.range(0, 11), collector.numbers());
        }
    }

    @ParameterizedTest
    @CsvSource({"GRPC, localhost, foreign, own", "HTTP, localhost, foreign, own", "GRPC, 127.0.0.1, own, own",
        "HTTP, 127.0.0.1, own, own", "GRPC, [::1], own, own", "GRPC, localhost, own, ''", "HTTP, localhost, own, ''",
        "GRPC, localhost, own, foreign", "HTTP, localhost, own, foreign"})
    void shouldSendNothingWhereEitherSideIsNotTrusted(Way way, String host, String ca, String own) throws Exception {
        try (ScriptedCollector collector = ScriptedCollector.open(way, certificates);
                Destination otlp = open(way, collector, host, ca, own)) {
            assertThrows(IOException.class, () -> Blocks.write(otlp, 0, 7));
            assertEquals(List.of(), collector.received());
        }
    }

    @Test
    void shouldSendByGrpcToAnAddressOfIpv6() throws Exception {
        try (ScriptedCollector collector = ScriptedCollector.open(Way.GRPC, null);
                Destination otlp = open(Way.GRPC, "url", "http://[::1]:" + collector.port(), "retry-for", "0s")) {
            Blocks.write(otlp, 0, 7);
            assertEquals(Blocks.range(0, 7), collector.numbers());
        }
    }

    @Test
    void shouldFindTheAddressOfIpv6InACertificate(@TempDir Path six) throws Exception {
        Certificates.make(six, "own", "IP:::1");
        String own = six.resolve("own").toString();
        try (ScriptedCollector collector = ScriptedCollector.open(Way.GRPC, six);
                Destination otlp = open(Way.GRPC, "url", "https://[::1]:" + collector.port(), "retry-for", "0s", "ca-file",
                        own, "cert-file", own, "key-file", own + "-key")) {
            Blocks.write(otlp, 0, 7);
            assertEquals(Blocks.range(0, 7), collector.numbers());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotSpeakInTheClearToATlsServer(Way way) throws Exception {
        try (ScriptedCollector collector = ScriptedCollector.open(way, certificates);
                Destination otlp = open(way, "url", "http://localhost:" + collector.port(), "retry-for", "0s")) {
            assertThrows(IOException.class, () -> Blocks.write(otlp, 0, 7));
            assertEquals(List.of(), collector.received());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GRPC, url, http://example.org:4317, 'key ''url'' would send events in the clear: allowed is https://, or http:// with plain-http=true'",
        "HTTP, url, http://example.org:4318, 'key ''url'' would send events in the clear: allowed is https://, or http:// with plain-http=true'",
        "GRPC, url, https://example.org/v1/logs, key 'url' has a path: allowed is an address such as https://host:4317",
        "GRPC, url, example.org:4317, key 'url' is not an address such as https://host/path",
        "GRPC, header, Host: s\u00e4cret, key 'header' is not a header that can be sent",
        "GRPC, header, s3cret x: y, key 'header' is not a header that can be sent",
        "GRPC, header, s3cret-bin: y, key 'header' is not a header that can be sent",
        "GRPC, timeout, 0s, key 'timeout' cannot be '0s': allowed is 1ms and more"})
    void shouldRefuseWhatCannotBeAndShowNoSecret(Way way, String key, String value, String message) {
        String why = assertThrows(IllegalArgumentException.class,
                () -> open(way, "url", "https://localhost:1", key, value)).getMessage();
        assertEquals(message, why);
        assertFalse(why.contains("s3cret"));
    }
}
