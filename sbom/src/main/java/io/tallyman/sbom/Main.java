package io.tallyman.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the directory {@code licenses} of the product.
 * <ul>
 * <li>{@code product OUT VERSION TIME LICENSE REPOSITORY CLASSPATH [BUNDLE=CLASSPATH...] -- DEBIAN...} writes it anew:
 * for the jars that the file CLASSPATH names, for the jars of which BUNDLE may have files inside, and for Debian
 * packages.
 * <li>{@code add OUT DEBIAN...} adds Debian packages to it.
 * </ul>
 */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        Path out = Path.of(words.get(1));
        switch (words.get(0)) {
            case "product" -> product(out, words.subList(2, words.size()));
            case "add" -> add(out, words.subList(2, words.size()));
            default -> throw new IllegalArgumentException("product or add, not " + words.get(0));
        }
    }

    private static void product(Path out, List<String> words) throws IOException {
        empty(out);
        Bill bill = Bill.of(words.get(0), OffsetDateTime.parse(words.get(1)).toInstant());
        LicenseTexts texts = new LicenseTexts(out);
        LicenseNames names = new LicenseNames();
        texts.writeOwn(Path.of(words.get(2)));
        int debian = words.indexOf("--");
        Map<String, List<Path>> inside = new HashMap<>();
        for (String bundle : words.subList(5, debian)) {
            int sign = bundle.indexOf('=');
            inside.put(bundle.substring(0, sign), classpath(bundle.substring(sign + 1)));
        }
        new Jars(bill, texts, names, Path.of(words.get(3))).add(classpath(words.get(4)), inside);
        finish(out, bill, texts, names, words.subList(debian + 1, words.size()));
    }

    private static void add(Path out, List<String> directories) throws IOException {
        finish(out, Bill.read(out.resolve(Bill.NAME)), new LicenseTexts(out), new LicenseNames(), directories);
    }

    private static void finish(Path out, Bill bill, LicenseTexts texts, LicenseNames names, List<String> directories)
            throws IOException {
        for (String directory : directories) {
            DebianPackages.add(bill, texts, names, Path.of(directory));
        }
        bill.write(out.resolve(Bill.NAME));
        Index.write(bill, out.resolve(Index.NAME));
    }

    private static List<Path> classpath(String file) throws IOException {
        return Stream.of(Files.readString(Path.of(file)).strip().split(":")).map(Path::of).toList();
    }

    private static void empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(directory);
    }
}
