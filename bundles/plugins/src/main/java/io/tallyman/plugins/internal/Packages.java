package io.tallyman.plugins.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/** The packages that the installed bundles export, at one moment. */
final class Packages {
    private static final VersionRange ANY = new VersionRange("0");

    private final Map<String, List<Offer>> offers = new HashMap<>();

    private Packages() {
    }

    static Packages of(BundleContext context) {
        Packages packages = new Packages();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                packages.add(bundle, revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE));
            }
        }
        return packages;
    }

    private void add(Bundle bundle, List<BundleCapability> exports) {
        for (BundleCapability export : exports) {
            offers.computeIfAbsent((String) export.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE),
                    n -> new ArrayList<>())
                    .add(new Offer(bundle, (Version) export.getAttributes().get(Constants.VERSION_ATTRIBUTE)));
        }
    }

    /** An exported package. */
    record Offer(Bundle by, Version version) {
    }

    List<Offer> offers(String name) {
        return offers.getOrDefault(name, List.of());
    }

    /**
     * Describes the first import that no bundle can fulfil, or returns null.
     *
     * @param except a bundle that is about to be removed, or null
     */
    String missing(JarManifest manifest, Bundle except) {
        for (JarManifest.Import wanted : manifest.imports()) {
            if (wanted.name().startsWith("java.") || manifest.exports().contains(wanted.name())) {
                continue;
            }
            List<Offer> offers = offers(wanted.name()).stream().filter(o -> o.by() != except).toList();
            if (offers.stream().noneMatch(o -> wanted.range().includes(o.version()))) {
                return "needs package " + wanted.name()
                        + (wanted.range().equals(ANY) ? "" : " " + wanted.range()) + ", "
                        + (offers.isEmpty() ? "which nobody has"
                                : "there is " + String.join(", ", offers.stream().map(o -> "" + o.version()).toList()));
            }
        }
        return null;
    }
}
