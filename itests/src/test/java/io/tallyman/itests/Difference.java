package io.tallyman.itests;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Names the first difference of two files. Archives are opened, as deep as they go. A cache that a training run of the
 * Java runtime has left ({@code *.aot}) is not compared, because two runs never leave the same.
 */
final class Difference {
    static final List<String> TAR = List.of("tar", "-xf");
    private static final String CACHE = ".aot";

    private final Path work;
    private int unpacked;
    /** Caches that differ. */
    private int overlooked;

    Difference(Path work) {
        this.work = work;
    }

    /** A sentence, or null if the two are the same. */
    String first(String name, Path one, Path other) throws IOException, InterruptedException {
        if (Files.mismatch(one, other) < 0) {
            return null;
        }
        if (name.endsWith(CACHE)) {
            overlooked++;
            return null;
        }
        if (name.matches(".*-image-[^/]*\\.tar\\.gz")) {
            return image(name, one, other);
        }
        if (name.matches(".*\\.(tar|tar\\.\\w+|tgz|layer)")) {
            return archive(name, one, other, TAR, List.of("tar", "--full-time", "-tvf"));
        }
        if (name.endsWith(".jar")) {
            return archive(name, one, other, List.of("unzip", "-q"), List.of("unzip", "-Z"));
        }
        if (name.endsWith(".deb")) {
            return archive(name, one, other, List.of("ar", "x"), List.of("ar", "tv"));
        }
        return name + " differs at byte " + Files.mismatch(one, other);
    }

    private String image(String name, Path one, Path other) throws IOException, InterruptedException {
        List<Path> layers = layers(one);
        List<Path> others = layers(other);
        for (int i = 0; i < Math.max(layers.size(), others.size()); i++) {
            if (i == layers.size() || i == others.size()) {
                return name + ": one has more layers";
            }
            String difference = first(name + "/" + (i + 1) + ".layer", layers.get(i), others.get(i));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    /** The layers of an image, each a tar.gz. */
    List<Path> layers(Path image) throws IOException, InterruptedException {
        Path directory = unpack(image, TAR);
        String text = Files.readString(directory.resolve("manifest.json"));
        JsonArray manifest = JsonParser.parseString(text).getAsJsonArray();
        List<Path> layers = new ArrayList<>();
        manifest.get(0).getAsJsonObject().getAsJsonArray("Layers")
                .forEach(layer -> layers.add(directory.resolve(layer.getAsString())));
        return layers;
    }

    private String archive(String name, Path one, Path other, List<String> unpack, List<String> list)
            throws IOException, InterruptedException {
        int before = overlooked;
        Path first = unpack(one, unpack);
        Path second = unpack(other, unpack);
        Set<String> names = names(first);
        names.addAll(names(second));
        for (String each : names) {
            Path left = first.resolve(each);
            Path right = second.resolve(each);
            if (!Files.exists(left) || !Files.exists(right)) {
                return name + ": only one has " + each;
            }
            String difference = first(name + "/" + each, left, right);
            if (difference != null) {
                return difference;
            }
        }
        List<String> lines = list(one, list);
        List<String> others = list(other, list);
        for (int i = 0; i < lines.size(); i++) {
            if (i >= others.size() || !lines.get(i).equals(others.get(i))) {
                return name + " lists: " + lines.get(i) + " | " + (i < others.size() ? others.get(i) : "nothing");
            }
        }
        return overlooked > before ? null : name + " differs, and nothing in it does";
    }

    /** Opens an archive by that command and gives the directory with its contents. */
    Path unpack(Path archive, List<String> command) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(work.resolve(Integer.toString(unpacked++)));
        List<String> words = new ArrayList<>(List.of("env", "-C", directory.toString()));
        words.addAll(command);
        words.add(archive.toString());
        Commands.run(words, null);
        return directory;
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Set<String> names = new TreeSet<>();
            files.filter(Files::isRegularFile).forEach(file -> names.add(directory.relativize(file).toString()));
            return names;
        }
    }

    private static List<String> list(Path archive, List<String> command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.add(archive.toString());
        return Commands.run(words, null).lines()
                .filter(line -> !line.endsWith(CACHE) && !line.contains(archive.toString())).toList();
    }
}
