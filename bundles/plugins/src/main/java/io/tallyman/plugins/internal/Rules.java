package io.tallyman.plugins.internal;

import io.tallyman.launcher.TrustedPath;
import io.tallyman.plugins.internal.RefusedException.Again;
import java.nio.file.Path;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The rules for jars. They are checked before a jar is installed, so that the framework never sees a refused jar. */
final class Rules {
    private static final String OURS = "io.tallyman.";
    private static final String API = " io.tallyman.api";

    private final BundleContext context;

    Rules(BundleContext context) {
        this.context = context;
    }

    /**
     * Reads a jar.
     *
     * @param former  the bundle of the jar's former content, or null
     * @param plugins the bundles of this directory; all other bundles belong to the product
     */
    JarManifest check(Path jar, Bundle former, Set<Bundle> plugins) throws RefusedException {
        String distrust = TrustedPath.problem(jar);
        if (distrust != null) {
            throw new RefusedException(Again.SOON, distrust);
        }
        JarManifest manifest = JarManifest.read(jar);
        refuseFragment(manifest, plugins);
        Packages packages = Packages.of(context);
        refuseExports(manifest, plugins, packages);
        refuseDouble(manifest, former);
        String missing = packages.missing(manifest, former);
        if (missing != null && (former != null || missing.contains(API))) {
            // a bundle that runs is not replaced by a bundle that cannot run
            throw new RefusedException(Again.OTHERS_CHANGED, missing);
        }
        return manifest;
    }

    private void refuseFragment(JarManifest manifest, Set<Bundle> plugins) throws RefusedException {
        if (manifest.host() == null) {
            return;
        }
        for (Bundle bundle : context.getBundles()) {
            boolean house = !plugins.contains(bundle);
            if (house && (manifest.host().equals(bundle.getSymbolicName())
                    || manifest.host().equals("system.bundle"))) {
                throw new RefusedException(Again.CHANGED, "it would become a part of " + manifest.host()
                        + "; fragments are for bundles in plugins/ alone");
            }
        }
    }

    /**
     * Refuses a plug-in that exports a package of the product: later bundles could be connected to the plug-in instead.
     */
    private static void refuseExports(JarManifest manifest, Set<Bundle> plugins, Packages packages)
            throws RefusedException {
        for (String name : manifest.exports()) {
            if (!name.startsWith(OURS)) {
                continue;
            }
            boolean ownRoom = manifest.name().startsWith(OURS)
                    && (name.equals(manifest.name()) || name.startsWith(manifest.name() + "."));
            boolean taken = packages.offers(name).stream().anyMatch(o -> !plugins.contains(o.by()));
            if (!ownRoom || taken) {
                throw new RefusedException(Again.CHANGED, "it exports " + name
                        + ", which is tallyman's own; packages of plug-ins have names of their own");
            }
        }
    }

    private void refuseDouble(JarManifest manifest, Bundle former) throws RefusedException {
        for (Bundle bundle : context.getBundles()) {
            if (bundle != former && manifest.name().equals(bundle.getSymbolicName())
                    && manifest.version().equals(bundle.getVersion())) {
                throw new RefusedException(Again.OTHERS_CHANGED, "bundle " + manifest.name() + " "
                        + manifest.version() + " is there already, from " + fileName(bundle));
            }
        }
    }

    private static String fileName(Bundle bundle) {
        return bundle.getLocation().substring(bundle.getLocation().lastIndexOf('/') + 1);
    }
}
