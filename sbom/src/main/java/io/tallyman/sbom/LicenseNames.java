package io.tallyman.sbom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.license.Expression;
import org.cyclonedx.util.LicenseResolver;

/** The SPDX name of a part's licence: as {@code licenses.properties} says, or as the part's pom does. */
final class LicenseNames {
    private final Properties known = new Properties();

    LicenseNames() throws IOException {
        try (InputStream in = LicenseNames.class.getResourceAsStream("licenses.properties")) {
            known.load(in);
        }
    }

    /** The licence of a jar. Several licences in a pom are a choice. */
    String of(Coordinates jar, Path repository) throws IOException {
        String name = known.getProperty(jar.group() + "/" + jar.artifact());
        if (name != null) {
            return name;
        }
        List<String> names = Pom.licenses(jar, repository);
        if (names.isEmpty()) {
            throw new IOException("no pom names the licence of " + jar.purl() + "; licenses.properties can");
        }
        return names.stream().map(each -> spdx(each, jar)).distinct().collect(Collectors.joining(" OR "));
    }

    /** The licence of a Debian package, of a library inside another one; null if it is not known. */
    String of(String part) {
        return known.getProperty(part);
    }

    private static String spdx(String name, Coordinates jar) {
        LicenseChoice choice = LicenseResolver.resolve(name, false);
        if (choice == null || choice.getLicenses() == null || choice.getLicenses().get(0).getId() == null) {
            throw new IllegalArgumentException("the pom of " + jar.purl() + " names a licence that SPDX does not know: "
                    + name + "; licenses.properties can name it");
        }
        return choice.getLicenses().get(0).getId();
    }

    /** The same for CycloneDX: an identifier, or an expression of several. */
    static LicenseChoice choice(String name) {
        LicenseChoice choice = new LicenseChoice();
        if (name.contains(" ")) {
            choice.setExpression(new Expression(name));
        } else {
            License license = new License();
            license.setId(name);
            choice.addLicense(license);
        }
        return choice;
    }

    static String name(LicenseChoice choice) {
        return choice.getExpression() != null ? choice.getExpression().getValue() : choice.getLicenses().get(0).getId();
    }
}
