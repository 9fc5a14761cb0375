package io.tallyman.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Property;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The product says what it consists of, and has the text of every licence. */
class LicensesIT {
    private static final Path LICENSES = Product.HOME.resolve("licenses");
    private static final Path BILL = LICENSES.resolve("sbom.cdx.json");
    private static Bom bill;

    @BeforeAll
    static void read() throws ParseException {
        bill = new JsonParser().parse(BILL.toFile());
    }

    private static List<String> notes(Component part, String name) {
        return part.getProperties().stream().filter(property -> property.getName().equals(name)).map(Property::getValue)
                .toList();
    }

    private static Set<String> files(String directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(Product.HOME.resolve(directory))) {
            return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(suffix)).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void shouldBeValidCycloneDx() throws IOException {
        assertEquals(List.of(), new JsonParser().validate(BILL.toFile(), Version.VERSION_16));
    }

    @Test
    void shouldListEveryJarAndEveryNativeLibrary() throws IOException {
        Set<String> listed = bill.getComponents().stream().flatMap(part -> notes(part, "tallyman:file").stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> there = files(".", ".jar");
        there.addAll(files("native", ".so"));
        there.add("bin/tallyman");
        // these are listed as the jars that bring them
        there.removeIf(name -> name.matches("lib(jnidispatch|lz4-java|zstd-jni-[0-9.-]+)[.]so"));
        assertEquals(there, listed);
    }

    @Test
    void shouldHaveATextForEveryPart() throws IOException {
        assertFalse(bill.getComponents().isEmpty());
        for (Component part : bill.getComponents()) {
            List<String> texts = notes(part, "tallyman:license-text");
            assertFalse(texts.isEmpty(), part.getPurl());
            for (String text : texts) {
                assertTrue(Files.size(LICENSES.resolve(text)) > 0, part.getPurl() + ": " + text);
            }
            assertTrue(Files.readString(LICENSES.resolve("README")).contains(part.getPurl()), part.getPurl());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maven/com.google.protobuf/protobuf-java", "maven/io.grpc/grpc-netty",
            "maven/io.netty/netty-buffer", "maven/org.jctools/jctools-core", "maven/com.google.guava/guava",
            "maven/com.github.docker-java/docker-java-core",
            "maven/org.apache.httpcomponents.client5/httpclient5", "maven/com.fasterxml.jackson.core/jackson-databind",
            "maven/com.google.code.gson/gson", "maven/info.picocli/picocli", "maven/net.java.dev.jna/jna",
            "maven/org.apache.felix/org.apache.felix.framework", "maven/org.jline/jline", "generic/libffi",
            "maven/org.apache.kafka/kafka-clients", "generic/zstd", "generic/lz4",
            "deb/debian/libbpf1", "deb/debian/libelf1", "deb/debian/zlib1g", "deb/debian/libc6-dev"})
    void shouldNameTheLicenceOf(String purl) {
        List<Component> parts = bill.getComponents().stream()
                .filter(part -> part.getPurl().matches("pkg:\\Q" + purl + "\\E(@.*)?")).toList();
        assertFalse(parts.isEmpty(), purl);
        parts.forEach(part -> assertFalse(part.getLicenses() == null, part.getPurl()));
    }
}
