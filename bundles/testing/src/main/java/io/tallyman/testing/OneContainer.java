package io.tallyman.testing;

import io.tallyman.api.runtime.ContainerFragment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One container of a pod, as each runtime has to tell of it. The tests of the runtimes' bundles put it into the answers of
 * their daemons and hold the fragments against it.
 */
public final class OneContainer {
    public static final String NAME = "web";
    public static final String REPOSITORY = "registry.example:5000/shop/web";
    public static final String IMAGE = REPOSITORY + ":1.2";
    /** The digest of the image's manifest, without its repository. */
    public static final String MANIFEST = "sha256:" + "b80f4a42".repeat(8);
    /** The digest of the image's configuration. */
    public static final String IMAGE_ID = "sha256:" + "7d4fb48b".repeat(8);
    public static final String POD = "shop-7";
    public static final String POD_NAMESPACE = "trade";
    public static final String POD_UID = "ca3b03da-dd85-4184-7f93-4a138f024e33";
    /** Seconds since the epoch. */
    public static final long CREATED = 1_795_311_133L;
    /** A label that is the container's own. */
    public static final Map<String, String> LABEL = Map.of("tier", "front");

    private OneContainer() {
    }

    /** Fails unless the fragment tells all of it but for these members. */
    public static void assertTold(ContainerFragment fragment, String... except) {
        Map<String, Object[]> members = members(fragment);
        List.of(except).forEach(members::remove);
        members.forEach((member, values) -> require(member, values[0], values[1]));
    }

    /** Fails where the fragment tells something else. It need not tell all. */
    public static void assertAgrees(ContainerFragment fragment) {
        members(fragment).forEach((member, values) -> {
            if (!List.of("", 0L, false).contains(values[1])) {
                require(member, values[0], values[1]);
            }
        });
    }

    private static void require(String member, Object expected, Object told) {
        if (!Objects.equals(expected, told)) {
            throw new AssertionError(member + ": expected " + expected + " but was told " + told);
        }
    }

    /** What has to be told and what is told, by member. */
    private static Map<String, Object[]> members(ContainerFragment told) {
        Map<String, Object[]> members = new LinkedHashMap<>();
        members.put("name", new Object[] {NAME, told.name()});
        members.put("image", new Object[] {IMAGE, told.image()});
        members.put("imageDigest", new Object[] {REPOSITORY + "@" + MANIFEST, told.imageDigest()});
        members.put("imageId", new Object[] {IMAGE_ID, told.imageId()});
        members.put("imageKnown", new Object[] {true, told.imageKnown()});
        members.put("created", new Object[] {CREATED * 1_000_000_000L, told.created()});
        members.put("label", new Object[] {"front", told.labels().getOrDefault("tier", "")});
        members.put("podName", new Object[] {POD, told.podName()});
        members.put("podNamespace", new Object[] {POD_NAMESPACE, told.podNamespace()});
        members.put("podUid", new Object[] {POD_UID, told.podUid()});
        return members;
    }
}
