package io.tallyman.runtime.crio.internal;

/** A container that does not exist, as a verbose status of CRI-O would tell of it. */
final class Rehearsal {
    static final String ID = "0".repeat(64);
    static final String INFO = "{\"pid\":1,\"runtimeSpec\":{\"annotations\":{\"io.kubernetes.cri-o.ContainerType\":\"container\","
            + "\"io.kubernetes.cri-o.ContainerID\":\"" + ID + "\",\"io.kubernetes.cri-o.Labels\":\"{\\\"a\\\":\\\"b\\\"}\","
            + "\"io.kubernetes.cri-o.Metadata\":\"{\\\"name\\\":\\\"c\\\"}\","
            + "\"io.kubernetes.cri-o.SandboxName\":\"k8s_p_n_u_0\",\"io.kubernetes.cri-o.Image\":\"localhost/tallyman:rehearsal\","
            + "\"io.kubernetes.cri-o.Created\":\"2001-02-03T04:05:06.7Z\"},\"linux\":{\"cgroupsPath\":\"/crio/crio-c\"}}}";

    private Rehearsal() {
    }
}
