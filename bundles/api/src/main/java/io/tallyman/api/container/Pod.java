package io.tallyman.api.container;

/**
 * The Kubernetes pod of a container. Strings are hostile text and never null.
 *
 * @param sandbox true for the pod's own sandbox ("pause") container
 */
public record Pod(String name, String namespace, String uid, boolean sandbox) {
    /** Not in a pod. */
    public static final Pod NONE = new Pod("", "", "", false);
}
