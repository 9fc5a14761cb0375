package io.tallyman.lib.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.ZstdVersion;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCompressionTest {
    private final byte[] text = "many words that are the same ".repeat(1009).getBytes(StandardCharsets.UTF_8);

    @Test
    void shouldCompressWithZstd() throws Exception {
        NativeCompression.ZSTD.load();
        NativeCompression.ZSTD.load();
        byte[] small = Zstd.compress(text);
        assertTrue(small.length < text.length / 100);
        assertArrayEquals(text, Zstd.decompress(small, text.length));
    }

    @Test
    void shouldCompressWithNativeLz4() throws Exception {
        NativeCompression.LZ4.load();
        assertTrue(net.jpountz.util.Native.isLoaded());
        byte[] small = LZ4Factory.nativeInstance().fastCompressor().compress(text);
        assertTrue(small.length < text.length / 100);
        assertArrayEquals(text, LZ4Factory.safeInstance().fastDecompressor().decompress(small, text.length));
        assertEquals(LZ4Factory.nativeInstance(), LZ4Factory.fastestInstance());
    }

    @Test
    void shouldHaveTheCodeOfBothArchitectures() {
        for (String architecture : new String[] {"amd64", "aarch64"}) {
            assertNotNull(getClass().getResource("/linux/" + architecture + "/libzstd-jni-" + ZstdVersion.VERSION + ".so"));
            assertNotNull(getClass().getResource("/net/jpountz/util/linux/" + architecture + "/liblz4-java.so"));
        }
    }

    /** The code that lies beside the jars belongs to the first version of the bundle until that one is collected. */
    @ParameterizedTest
    @ValueSource(strings = {"ZSTD", "LZ4"})
    void shouldLoadTheCodeOnceMoreWhenTheBundleWasReplaced(String name, @TempDir Path installed) throws Exception {
        for (String code : new String[] {"/linux/amd64/libzstd-jni-" + ZstdVersion.VERSION + ".so",
            "/net/jpountz/util/linux/amd64/liblz4-java.so"}) {
            try (InputStream in = getClass().getResourceAsStream(code)) {
                Files.copy(in, installed.resolve(code.substring(code.lastIndexOf('/') + 1)));
            }
        }
        System.setProperty("tallyman.native", installed.toString());
        try (URLClassLoader first = version(); URLClassLoader second = version()) {
            load(first, name);
            load(second, name);
        } finally {
            System.clearProperty("tallyman.native");
        }
        assertTrue(Files.readString(Path.of("/proc/self/maps")).contains(installed.toString()));
    }

    private static URLClassLoader version() throws IOException {
        List<URL> places = new ArrayList<>();
        for (String place : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            places.add(Path.of(place).toUri().toURL());
        }
        return new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static void load(ClassLoader version, String name) throws ReflectiveOperationException {
        Class<?> type = version.loadClass(NativeCompression.class.getName());
        Object library = type.getField(name).get(null);
        type.getMethod("load").invoke(library);
    }
}
