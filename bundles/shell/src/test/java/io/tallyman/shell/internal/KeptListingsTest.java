package io.tallyman.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptListingsTest {
    private static final FileTime TIME = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    private Path home;

    private final NoFramework launch = new NoFramework();

    @BeforeEach
    void install() throws Exception {
        Files.createDirectories(home.resolve("lib"));
        jar("system/api.jar", "seven");
        jar("plugins/printer.jar", "eleven");
        jar("plugins/filter.jar", "thirteen");
        KeptListings.write(home, KeptListingsTest::running);
    }

    /** A listing with what JSON has to escape. */
    private static Listing running(String kind) {
        Listing listing = new Listing(kind, "keys");
        listing.add("json-" + kind, "a,b");
        listing.add("\"quoted\" < > & ü", "");
        return listing;
    }

    /** Jars with contents of one length are equally long, as their content is not compressed, and have one time. */
    private void jar(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry("content");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        entry.setLastModifiedTime(TIME);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(entry);
            out.write(bytes);
        }
        Files.setLastModifiedTime(file, TIME);
    }

    private static String printed(Listing listing, boolean json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        listing.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), json);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void assertNeedsFramework() {
        assertThrows(IllegalStateException.class, () -> new KeptListings(home, launch).of("printers"));
        assertTrue(launch.isNeeded());
    }

    @ParameterizedTest
    @CsvSource({"filters,false", "filters,true", "printers,false", "printers,true", "destinations,false", "destinations,true"})
    void shouldPrintWhatThePluginsHaveAnswered(String kind, boolean json) {
        assertEquals(printed(running(kind), json), printed(new KeptListings(home, launch).of(kind), json));
        assertFalse(launch.isNeeded());
    }

    @Test
    void shouldAskPluginsWhereAJarHasOtherContentOfTheSameLengthAndTime() throws IOException {
        long size = Files.size(home.resolve("plugins/printer.jar"));
        jar("plugins/printer.jar", "twelve");
        assertEquals(size, Files.size(home.resolve("plugins/printer.jar")));
        assertNeedsFramework();
    }

    @Test
    void shouldAskPluginsWhereAJarOfTheProductIsAnother() throws IOException {
        jar("system/api.jar", "seventeen");
        assertNeedsFramework();
    }

    @Test
    void shouldAskPluginsWhereAPluginIsNew() throws IOException {
        jar("plugins/another.jar", "nineteen");
        assertNeedsFramework();
    }

    @Test
    void shouldAskPluginsWhereAPluginIsGone() throws IOException {
        Files.delete(home.resolve("plugins/filter.jar"));
        assertNeedsFramework();
    }

    @Test
    void shouldAskPluginsWhereAPluginHasAnotherName() throws IOException {
        Files.move(home.resolve("plugins/filter.jar"), home.resolve("plugins/.filter.jar"));
        assertNeedsFramework();
    }

    /** The framework would refuse the plug-in. */
    @Test
    void shouldAskPluginsWhereOthersCouldWriteAPlugin() throws IOException {
        Files.setPosixFilePermissions(home.resolve("plugins/filter.jar"),
                java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        assertNeedsFramework();
    }

    @Test
    void shouldAskPluginsWhereAFileIsNoJar() throws IOException {
        Files.writeString(home.resolve("plugins/filter.jar"), "a text that is longer than the end of a jar");
        assertNeedsFramework();
    }

    @Test
    void shouldAskPluginsWhereNothingIsKept() throws IOException {
        Files.delete(home.resolve("lib/listings"));
        assertNeedsFramework();
    }

    @Test
    void shouldAskPluginsWhereWhatIsKeptIsDamaged() throws IOException {
        Path file = home.resolve("lib/listings");
        String kept = Files.readString(file);
        Files.writeString(file, kept.substring(0, kept.length() - 17));
        assertNeedsFramework();
        Files.writeString(file, "{}");
        assertNeedsFramework();
    }
}
