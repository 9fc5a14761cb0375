package io.tallyman.shell.internal;

import io.tallyman.launcher.TrustedPath;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Tells the jars of a product apart by what is in them. Sizes and times do not: jars of reproducible builds have one time, and
 * the files in them are not compressed. A jar ends with its directory, which has the checksum of each file in the jar. So a
 * sum of the directory is enough, and the rest of the jar is not read.
 */
final class JarSums {
    private static final List<String> DIRECTORIES = List.of("system", "plugins");
    /** The record at the end of a jar without a comment: signature, and further on the directory's length and offset. */
    private static final int END_LENGTH = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int LENGTH_AT = 12;
    private static final int OFFSET_AT = 16;

    private JarSums() {
    }

    /**
     * All files in {@code system/} and {@code plugins/}, by their paths below the product's directory.
     *
     * @throws IOException a file cannot be read, is no jar, or might be refused as a plug-in
     */
    static SortedMap<String, String> of(Path home) throws IOException {
        SortedMap<String, String> sums = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            try (Stream<Path> files = Files.list(home.resolve(directory))) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    sums.put(directory + "/" + file.getFileName(), sum(file));
                }
            }
        }
        return sums;
    }

    private static String sum(Path file) throws IOException {
        String problem = TrustedPath.problem(file);
        if (problem != null) {
            throw new IOException(problem);
        }
        try (FileChannel jar = FileChannel.open(file)) {
            ByteBuffer end = read(jar, jar.size() - END_LENGTH, END_LENGTH);
            if (end.getInt(0) != END_SIGNATURE) {
                throw new IOException(file + " does not end as a jar");
            }
            CRC32 sum = new CRC32();
            sum.update(read(jar, Integer.toUnsignedLong(end.getInt(OFFSET_AT)), end.getInt(LENGTH_AT)));
            return jar.size() + "-" + Long.toHexString(sum.getValue());
        }
    }

    private static ByteBuffer read(FileChannel jar, long from, int length) throws IOException {
        if (from < 0 || length < 0 || from + length > jar.size()) {
            throw new EOFException("the end of a jar names what is not in the jar");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && jar.read(bytes, from + bytes.position()) > 0) {
            // a read may bring less than was asked for
        }
        return bytes.flip();
    }
}
