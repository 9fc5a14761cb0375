package io.tallyman.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cyclonedx.model.Component;

/**
 * Debian packages whose files are in the product, as {@code scripts/debian-parts.sh} notes them in a directory: a file
 * {@code packages} with lines {@code NAME VERSION ARCHITECTURE DISTRIBUTION FILE,FILE...}, and a copyright file for each
 * package.
 */
final class DebianPackages {
    private DebianPackages() {
    }

    static void add(Bill bill, LicenseTexts texts, LicenseNames names, Path directory) throws IOException {
        Path list = directory.resolve("packages");
        if (!Files.exists(list)) {
            return;
        }
        for (String line : Files.readAllLines(list)) {
            String[] words = line.split(" ");
            if (words.length != 5) {
                throw new IOException(list + ": not five words: " + line);
            }
            String name = words[0];
            Component part = bill.add(Bill.component(Component.Type.LIBRARY, Bill.purl("deb", "debian", name, words[1],
                    Map.of("arch", words[2], "distro", words[3])), names.of(name)));
            for (String file : words[4].split(",")) {
                Bill.note(part, Bill.FILE, file);
            }
            for (String text : texts.writeDebian(name, directory.resolve(name + ".copyright"))) {
                Bill.note(part, Bill.TEXT, text);
            }
        }
    }
}
