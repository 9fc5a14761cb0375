package io.tallyman.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cyclonedx.model.Component;

/** Writes the file that leads from each part to the texts of its licence. */
final class Index {
    static final String NAME = "README";
    private static final String BEGINNING = """
            Licences of Tallyman and of everything in it
            ============================================

            Tallyman's own files are under Apache-2.0, see LICENSE. Its BPF programs are also under GPL-2.0.
            Each other part has a paragraph here: its name, its version, its licence, where it lies, and the texts.
            %s says the same for programs, in the form of CycloneDX. A part whose name begins with pkg:deb is a
            package of Debian, whose source is `apt-get source NAME=VERSION` there, or https://snapshot.debian.org.
            native/libelf.so.1 is the package's libelf.a, linked anew so that it runs on older C libraries: see
            bundles/source-ebpf/src/main/build in Tallyman's sources. Tallyman loads whatever libelf lies there.
            """.formatted(Bill.NAME);

    private Index() {
    }

    static void write(Bill bill, Path file) throws IOException {
        List<String> lines = new ArrayList<>(BEGINNING.lines().toList());
        for (Component part : bill.parts()) {
            lines.add("");
            lines.add(part.getPurl());
            lines.add("  licence: " + (part.getLicenses() == null ? "see the text"
                    : LicenseNames.name(part.getLicenses())));
            lines.add("  in:      " + String.join(", ", Bill.notes(part, Bill.FILE)));
            lines.add("  text:    " + String.join(", ", Bill.notes(part, Bill.TEXT)));
        }
        Files.write(file, lines);
    }
}
