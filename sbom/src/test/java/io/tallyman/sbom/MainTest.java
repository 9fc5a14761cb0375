package io.tallyman.sbom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cyclonedx.Version;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private static final String APACHE = Trial.license("Apache License, Version 2.0");
    private static final String TIME = "2026-01-01T00:00:00Z";

    @TempDir
    Path directory;
    private Trial trial;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        trial = new Trial(directory);
        out = directory.resolve("licenses");
        Files.writeString(directory.resolve("LICENSE"), "our licence");
        Files.createDirectories(directory.resolve("no-packages"));
    }

    private Bill run(List<Path> product, Path... others) throws IOException {
        List<String> words = new ArrayList<>(List.of("product", out.toString(), "7", TIME,
                directory.resolve("LICENSE").toString(), trial.repository.toString(), classpath("product", product)));
        if (others.length > 0) {
            words.add("io.tallyman.lib=" + classpath("others", List.of(others)));
        }
        words.addAll(List.of("--", directory.resolve("no-packages").toString()));
        Main.main(words.toArray(String[]::new));
        return Bill.read(out.resolve(Bill.NAME));
    }

    private String classpath(String name, List<Path> jars) throws IOException {
        return Files.writeString(directory.resolve(name), String.join(":", jars.stream().map(Path::toString).toList()))
                .toString();
    }

    private static Component part(Bill bill, String purl) {
        return bill.parts().stream().filter(part -> part.getPurl().equals(purl)).findFirst()
                .orElseThrow(() -> new AssertionError(purl + " is not in the bill"));
    }

    private Path bundle(String file, String contents) throws IOException {
        return trial.bundle("io.tallyman.lib", Map.ofEntries(Trial.properties("io.tallyman", "io.tallyman.lib", "7"),
                Map.entry("io/tallyman/lib/Own.class", "own"), Map.entry(file, contents)));
    }

    @Test
    void shouldFindTheLibraryWhoseClassesAreInsideABundle() throws IOException {
        Path used = trial.library("org.used", "used", "3.1", APACHE, Map.of("org/used/Used.class", "used"));
        Path unused = trial.library("org.used", "unused", "5.3", APACHE, Map.of("org/used/Used.class", "other bytes"));
        Bill bill = run(List.of(bundle("org/used/Used.class", "used")), unused, used);
        assertEquals(List.of("pkg:maven/io.tallyman/io.tallyman.lib@7", "pkg:maven/org.used/used@3.1"),
                bill.parts().stream().map(Component::getPurl).toList());
        Component part = part(bill, "pkg:maven/org.used/used@3.1");
        assertEquals(List.of("io.tallyman.lib-7.jar"), Bill.notes(part, Bill.FILE));
        assertEquals(List.of("LICENSE"), Bill.notes(part, Bill.TEXT));
        assertEquals("Apache-2.0", LicenseNames.name(part.getLicenses()));
    }

    @Test
    void shouldRefuseAClassInABundleThatNoLibraryHas() throws IOException {
        Path bundle = bundle("org/strange/Strange.class", "strange");
        IOException refused = assertThrows(IOException.class, () -> run(List.of(bundle)));
        assertTrue(refused.getMessage().contains("org/strange/Strange.class"), refused.getMessage());
    }

    @Test
    void shouldRefuseALibraryWithoutATextOfItsLicence() throws IOException {
        Path library = trial.library("org.poor", "poor", "1", Trial.license("MIT"),
                Map.of("org/poor/Poor.class", "poor"));
        IOException refused = assertThrows(IOException.class, () -> run(List.of(library)));
        assertTrue(refused.getMessage().contains("poor, MIT"), refused.getMessage());
    }

    @Test
    void shouldRefuseALibraryWithANoticeAloneAndALibraryWithoutALicence() throws IOException {
        Path noticed = trial.library("org.poor", "noticed", "1", Trial.license("MIT"),
                Map.of("META-INF/NOTICE", "thanks"));
        assertThrows(IOException.class, () -> run(List.of(noticed)));
        Path nameless = trial.library("org.poor", "nameless", "1", "", Map.of("META-INF/LICENSE", "text"));
        assertThrows(IOException.class, () -> run(List.of(nameless)));
    }

    @Test
    void shouldRefuseWhatIsShadedIntoALibraryUnderAnUnknownLicence() throws IOException {
        Path library = trial.library("org.used", "used", "3", APACHE,
                Map.ofEntries(Trial.properties("org.used", "used", "3"),
                        Trial.properties("org.hidden", "hidden", "9")));
        IOException refused = assertThrows(IOException.class, () -> run(List.of(library)));
        assertTrue(refused.getMessage().contains("pkg:maven/org.hidden/hidden@9"), refused.getMessage());
    }

    @Test
    void shouldListWhatIsShadedIntoALibrary() throws IOException {
        Path library = trial.library("org.used", "used", "3", APACHE, Map.ofEntries(
                Trial.properties("org.used", "used", "3"), Trial.properties("org.jctools", "jctools-core", "4.0.5"),
                Map.entry("META-INF/LICENSE.txt", "text")));
        Bill bill = run(List.of(library));
        Component hidden = part(bill, "pkg:maven/org.jctools/jctools-core@4.0.5");
        assertEquals(List.of("used-3.jar"), Bill.notes(hidden, Bill.FILE));
        assertEquals(List.of("used/LICENSE.txt"), Bill.notes(hidden, Bill.TEXT));
        assertEquals("text", Files.readString(out.resolve("used/LICENSE.txt")));
    }

    @Test
    void shouldTakeTheLicencesOfTheParentAsAChoice() throws IOException {
        trial.library("org.used", "parent", "1", "<licenses><license><name>LGPL-2.1-or-later</name></license>"
                + "<license><name>Apache-2.0</name></license></licenses>", Map.of());
        Path library = trial.library("org.used", "child", "3", "<parent><groupId>org.used</groupId>"
                + "<artifactId>parent</artifactId><version>1</version></parent>", Map.of("META-INF/LICENSE", "both"));
        Component part = part(run(List.of(library)), "pkg:maven/org.used/child@3");
        assertEquals("LGPL-2.1-or-later OR Apache-2.0", LicenseNames.name(part.getLicenses()));
    }

    @Test
    void shouldWriteTheSameValidBytesTwice() throws IOException {
        Path library = trial.library("org.used", "used", "3.1", APACHE, Map.of("org/used/Used.class", "used"));
        List<Path> product = List.of(bundle("org/used/Used.class", "used"));
        run(product, library);
        byte[] first = Files.readAllBytes(out.resolve(Bill.NAME));
        run(product, library);
        assertArrayEquals(first, Files.readAllBytes(out.resolve(Bill.NAME)));
        assertEquals(List.of(), new JsonParser().validate(first, Version.VERSION_16));
    }

    @Test
    void shouldAddDebianPackagesWithTheTextsThatTheyReferTo() throws IOException {
        Path library = trial.library("org.used", "used", "3.1", APACHE, Map.of("org/used/Used.class", "used"));
        run(List.of(library));
        Path debian = Files.createDirectories(directory.resolve("debian"));
        Files.writeString(debian.resolve("packages"), "zlib1g 1:1.3+really amd64 debian-13 libz.so.1,other.so\n");
        Files.writeString(debian.resolve("zlib1g.copyright"), "see /usr/share/common-licenses/GPL-2.");
        Main.main(new String[] {"add", out.toString(), debian.toString()});
        Main.main(new String[] {"add", out.toString(), debian.toString()});
        Bill bill = Bill.read(out.resolve(Bill.NAME));
        assertEquals(2, bill.parts().size());
        Component zlib = part(bill, "pkg:deb/debian/zlib1g@1%3A1.3%2Breally?arch=amd64&distro=debian-13");
        assertEquals(List.of("libz.so.1", "other.so"), Bill.notes(zlib, Bill.FILE));
        for (String text : Bill.notes(zlib, Bill.TEXT)) {
            assertTrue(Files.size(out.resolve(text)) > 0, text);
        }
        assertTrue(Files.readString(out.resolve(Index.NAME)).contains("zlib1g/copyright"));
        assertEquals(List.of(), new JsonParser().validate(out.resolve(Bill.NAME).toFile(), Version.VERSION_16));
    }
}
