package io.tallyman.api.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
    @ParameterizedTest
    @CsvSource({
        "busybox, busybox, ''",
        "busybox:1.37, busybox, ''",
        "localhost:5000/bb, localhost:5000/bb, ''",
        "localhost:5000/team/bb:1, localhost:5000/team/bb, ''",
        "docker.io/library/bb@sha256:cafe, docker.io/library/bb, sha256:cafe",
        "bb:1@sha256:cafe, bb, sha256:cafe",
        "@sha256:cafe, '', ''",
        "'', '', ''",
        ":, '', ''"})
    void takesANameApart(String name, String repository, String digest) {
        assertEquals(repository, ImageName.repository(name));
        assertEquals(digest, ImageName.digest(name));
        assertEquals(repository + "@sha256:beef", ImageName.withDigest(name, "sha256:beef"));
    }
}
