package io.tallyman.sbom;

import java.nio.file.Path;

/** What Maven calls an artifact. */
record Coordinates(String group, String artifact, String version) {
    /** Those of a jar where Maven puts it: {@code group/with/slashes/artifact/version/artifact-version.jar}. */
    static Coordinates of(Path jar, Path repository) {
        Path version = jar.getParent();
        Path artifact = version.getParent();
        String group = repository.relativize(artifact.getParent()).toString().replace('/', '.');
        return new Coordinates(group, artifact.getFileName().toString(), version.getFileName().toString());
    }

    Path pom(Path repository) {
        return repository.resolve(group.replace('.', '/')).resolve(artifact).resolve(version)
                .resolve(artifact + "-" + version + ".pom");
    }

    String name() {
        return group + ":" + artifact;
    }

    /** The package URL, the name that tools compare. */
    String purl() {
        return "pkg:maven/" + group + "/" + artifact + "@" + version;
    }
}
