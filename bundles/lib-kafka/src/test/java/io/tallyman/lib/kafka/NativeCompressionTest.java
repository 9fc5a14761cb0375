package io.tallyman.lib.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.ZstdVersion;
import java.nio.charset.StandardCharsets;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

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
}
