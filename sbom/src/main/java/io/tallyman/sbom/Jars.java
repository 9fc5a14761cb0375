package io.tallyman.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Hash;

/** Puts jars into a bill, with the jars that are inside of them, and writes the texts of their licences. */
final class Jars {
    private final Bill bill;
    private final LicenseTexts texts;
    private final LicenseNames names;
    private final Path repository;
    private final Properties hidden = new Properties();

    Jars(Bill bill, LicenseTexts texts, LicenseNames names, Path repository) throws IOException {
        this.bill = bill;
        this.texts = texts;
        this.names = names;
        this.repository = repository;
        try (InputStream in = Jars.class.getResourceAsStream("inside.properties")) {
            hidden.load(in);
        }
    }

    /**
     * @param product the product's jars
     * @param inside  for a bundle of this project, by its name: the jars whose files may be inside of the bundle
     */
    void add(List<Path> product, Map<String, List<Path>> inside) throws IOException {
        for (Path path : product) {
            Jar jar = Jar.read(path, repository);
            String file = path.getFileName().toString();
            Component part = add(jar, file);
            if (jar.isOurs()) {
                Origins origins = new Origins(read(inside.getOrDefault(jar.coordinates().artifact(), List.of())));
                for (Jar origin : origins.of(jar)) {
                    bill.put(add(origin, file), part);
                }
            }
        }
    }

    /** Those of the jars that other projects have made. */
    private List<Jar> read(List<Path> files) throws IOException {
        List<Jar> jars = new ArrayList<>();
        for (Path file : files) {
            Jar jar = Jar.read(file, repository);
            if (!jar.isOurs()) {
                jars.add(jar);
            }
        }
        return jars;
    }

    /** @param file the product's file that is this jar or has the jar's files inside */
    private Component add(Jar jar, String file) throws IOException {
        String license = jar.isOurs() ? "Apache-2.0" : names.of(jar.coordinates(), repository);
        Component part = bill.add(component(jar.coordinates(), license));
        part.setHashes(List.of(new Hash(Hash.Algorithm.SHA_256, sha256(jar.file()))));
        Bill.note(part, Bill.FILE, file);
        List<String> files = jar.isOurs() ? List.of(LicenseTexts.OWN)
                : texts.write(jar.coordinates().artifact(), license, jar.texts());
        files.forEach(text -> Bill.note(part, Bill.TEXT, text));
        for (Coordinates shaded : jar.isOurs() ? List.<Coordinates>of() : jar.shaded()) {
            // a project's own modules are under the project's licence
            String own = shaded.group().equals(jar.coordinates().group()) ? license : names.of(shaded, repository);
            put(component(shaded, own), part, file, files);
        }
        String library = hidden.getProperty(jar.coordinates().group() + "/" + jar.coordinates().artifact());
        if (library != null) {
            List<String> own = texts.writeKnown(library);
            put(Bill.component(Component.Type.LIBRARY, Bill.purl("generic", null, library, null, null),
                    names.of(library)), part, file, own.isEmpty() ? files : own);
        }
        return part;
    }

    private void put(Component inner, Component outer, String file, List<String> files) {
        Component part = bill.add(inner);
        Bill.note(part, Bill.FILE, file);
        files.forEach(text -> Bill.note(part, Bill.TEXT, text));
        bill.put(part, outer);
    }

    private static Component component(Coordinates jar, String license) {
        return Bill.component(Component.Type.LIBRARY,
                Bill.purl("maven", jar.group(), jar.artifact(), jar.version(), null), license);
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
