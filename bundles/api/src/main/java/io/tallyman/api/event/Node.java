package io.tallyman.api.event;

/**
 * The machine where events happened, by the names that its owner gave the machine. A collector that gets the events of many
 * machines tells them apart by these names.
 *
 * @param name    of the machine, as Kubernetes or its owner calls it; empty if nobody said it
 * @param cluster of the cluster that the machine belongs to; empty if nobody said it
 * @param boot    the id that the kernel made up when the machine started (/proc/sys/kernel/random/boot_id); empty if
 *                nobody knows the id
 */
public record Node(String name, String cluster, String boot) {
    /** Nobody said where the events happened. */
    public static final Node NONE = new Node("", "", "");
    /** The longest name, in characters: that of a DNS name, which Kubernetes' names are. */
    public static final int MAX_LENGTH = 253;

    /**
     * A machine whose boot id nobody knows.
     *
     * @throws IllegalArgumentException a name is too long, or has a control character
     */
    public Node(String name, String cluster) {
        this(name, cluster, "");
    }

    /** @throws IllegalArgumentException a name is too long, or has a control character */
    public Node {
        check(name);
        check(cluster);
        check(boot);
    }

    private static void check(String name) {
        if (name.length() > MAX_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a name of a node or cluster has at most " + MAX_LENGTH
                    + " characters and no control character");
        }
    }

    /** These names and this boot id; each one that is empty is taken from {@code other}. */
    public Node or(Node other) {
        return new Node(name.isEmpty() ? other.name : name, cluster.isEmpty() ? other.cluster : cluster,
                boot.isEmpty() ? other.boot : boot);
    }
}
