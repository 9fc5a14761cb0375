package io.tallyman.btf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The step of the build that writes Java classes from the types of the BPF object. */
public final class JavaLayoutGenerator {
    /** The object of this module, on the class path. */
    public static final String OBJECT = "/io/tallyman/bpf/tallyman.bpf.o";

    private JavaLayoutGenerator() {
    }

    /**
     * Writes one class for each type. A file that is as it should be is not touched, so that it is not compiled again.
     *
     * @param args the directory for the sources, the package of the classes, then the names of structs and enums
     * @throws IOException a class cannot be written
     */
    public static void main(String[] args) throws IOException {
        JavaLayout layout = new JavaLayout(new Btf(object()), args[1]);
        Path directory = Path.of(args[0]).resolve(args[1].replace('.', '/'));
        Files.createDirectories(directory);
        List<String> types = Arrays.asList(args).subList(2, args.length);
        for (String type : types) {
            write(directory.resolve(layout.className(type) + ".java"), layout.text(type));
        }
    }

    /** The object that lies beside this class. A module that uses this class may have a former copy of the object. */
    private static byte[] object() throws IOException {
        URL here = JavaLayoutGenerator.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {here}, null);
                InputStream in = loader.getResourceAsStream(OBJECT.substring(1))) {
            return in.readAllBytes();
        }
    }

    private static void write(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
