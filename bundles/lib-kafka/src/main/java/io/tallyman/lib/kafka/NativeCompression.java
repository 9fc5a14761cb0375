package io.tallyman.lib.kafka;

import com.github.luben.zstd.util.Native;
import com.github.luben.zstd.util.ZstdVersion;
import java.io.IOException;

/**
 * Loads the native libraries of zstd and lz4. By themselves they unpack their code into the directory for temporary
 * files, where programs may not be executable and where other users may write. Each library is loaded once. Thread-safe.
 */
public enum NativeCompression {
    ZSTD("/linux/%s/", "libzstd-jni-" + ZstdVersion.VERSION + ".so") {
        @Override
        void assumeLoaded() {
            Native.assumeLoaded();
        }
    },
    LZ4("/net/jpountz/util/linux/%s/", "liblz4-java.so") {
        /** The library has no method for that. Without the mark, it unpacks and loads its code once more. */
        @Override
        void assumeLoaded() throws IOException {
            try {
                var mark = net.jpountz.util.Native.class.getDeclaredField("loaded");
                mark.setAccessible(true);
                mark.setBoolean(null, true);
            } catch (ReflectiveOperationException e) {
                throw new IOException("this version of the library has no mark that its code is loaded: " + e, e);
            }
        }
    };

    private final String directory;
    private final String file;
    private boolean loaded;

    NativeCompression(String directory, String file) {
        this.directory = directory;
        this.file = file;
    }

    /** Tells the library that its native code is there. */
    abstract void assumeLoaded() throws IOException;

    /**
     * Loads the native code, unless it is there already.
     *
     * @throws IOException it cannot be loaded; the message says why
     */
    public synchronized void load() throws IOException {
        if (!loaded) {
            NativeCode.load(directory.formatted(System.getProperty("os.arch")) + file);
            assumeLoaded();
            loaded = true;
        }
    }
}
