package io.tallyman.sbom;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.parsers.JsonParser;

/**
 * A bill of materials in CycloneDX's form. The same parts give the same bytes: the serial number is made of the
 * contents. The properties {@value #FILE} and {@value #TEXT} of a part name the product's files that are this part or
 * have it inside, and the texts of its licence, relative to the directory {@code licenses}.
 */
final class Bill {
    static final String NAME = "sbom.cdx.json";
    static final String FILE = "tallyman:file";
    static final String TEXT = "tallyman:license-text";

    private final Component product;
    private final Date time;
    private final Map<String, Component> parts = new TreeMap<>();
    private final Map<String, TreeSet<String>> inside = new TreeMap<>();

    private Bill(Component product, Date time) {
        this.product = product;
        this.time = time;
    }

    static Bill of(String version, Instant time) {
        Component product = component(Component.Type.APPLICATION, purl("generic", null, "tallyman", version, null),
                "Apache-2.0");
        return new Bill(product, Date.from(time));
    }

    static Bill read(Path file) throws IOException {
        try {
            Bom bom = new JsonParser().parse(file.toFile());
            Bill bill = new Bill(bom.getMetadata().getComponent(), bom.getMetadata().getTimestamp());
            bom.getComponents().forEach(part -> bill.parts.put(part.getPurl(), part));
            for (Dependency dependency : bom.getDependencies()) {
                if (dependency.getDependencies() != null) {
                    dependency.getDependencies().forEach(each -> bill.putInside(dependency.getRef(), each.getRef()));
                }
            }
            return bill;
        } catch (ParseException e) {
            throw new IOException(file.toString(), e);
        }
    }

    static PackageURL purl(String type, String namespace, String name, String version, Map<String, String> qualifiers) {
        try {
            TreeMap<String, String> sorted = qualifiers == null ? null : new TreeMap<>(qualifiers);
            return new PackageURL(type, namespace, name, version, sorted, null);
        } catch (MalformedPackageURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A part that is not in the bill yet. */
    static Component component(Component.Type type, PackageURL purl, String license) {
        Component component = new Component();
        component.setType(type);
        component.setGroup(purl.getNamespace());
        component.setName(purl.getName());
        component.setVersion(purl.getVersion());
        component.setPurl(purl);
        component.setBomRef(component.getPurl());
        if (license != null) {
            component.setLicenses(LicenseNames.choice(license));
        }
        return component;
    }

    /** Adds the part, unless it is there. */
    Component add(Component part) {
        putInside(product.getBomRef(), part.getBomRef());
        return parts.computeIfAbsent(part.getPurl(), purl -> part);
    }

    private void putInside(String outer, String inner) {
        inside.computeIfAbsent(outer, each -> new TreeSet<>()).add(inner);
    }

    /** Notes that one part has another one inside. */
    void put(Component inner, Component outer) {
        inside.get(product.getBomRef()).remove(inner.getBomRef());
        putInside(outer.getBomRef(), inner.getBomRef());
    }

    List<Component> parts() {
        return List.copyOf(parts.values());
    }

    /** Notes the file of the product or the text of the licence, unless it is noted. */
    static void note(Component part, String name, String value) {
        Property property = new Property(name, value);
        if (part.getProperties() == null || !part.getProperties().contains(property)) {
            part.addProperty(property);
        }
    }

    static List<String> notes(Component part, String name) {
        return part.getProperties() == null ? List.of() : part.getProperties().stream()
                .filter(property -> property.getName().equals(name)).map(Property::getValue).toList();
    }

    void write(Path file) throws IOException {
        Bom bom = new Bom();
        Metadata metadata = new Metadata();
        metadata.setComponent(product);
        metadata.setTimestamp(time);
        bom.setMetadata(metadata);
        for (Component part : parts.values()) {
            if (part.getProperties() != null) {
                part.getProperties().sort(Comparator.comparing(Property::getName).thenComparing(Property::getValue));
            }
            bom.addComponent(part);
        }
        inside.forEach((outer, inner) -> {
            Dependency dependency = new Dependency(outer);
            inner.forEach(each -> dependency.addDependency(new Dependency(each)));
            bom.addDependency(dependency);
        });
        try {
            byte[] contents = json(bom).getBytes(StandardCharsets.UTF_8);
            bom.setSerialNumber("urn:uuid:" + UUID.nameUUIDFromBytes(contents));
            Files.writeString(file, json(bom));
        } catch (GeneratorException e) {
            throw new IOException(file.toString(), e);
        }
    }

    private static String json(Bom bom) throws GeneratorException {
        return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString();
    }
}
