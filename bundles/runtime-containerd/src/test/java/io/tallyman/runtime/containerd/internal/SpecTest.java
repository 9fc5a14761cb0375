package io.tallyman.runtime.containerd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecTest {
    private static Spec spec(String json) {
        return Spec.of(Any.newBuilder().setValue(ByteString.copyFromUtf8(json)).build());
    }

    @Test
    void annotationsAndCgroupAreRead() {
        assertEquals(new Spec("/default/c1", Map.of("a", "b")), spec("{\"ociVersion\":\"1.0.2\",\"mounts\":[{\"x\":{}}],"
                + "\"annotations\":{\"a\":\"b\",\"n\":1},\"linux\":{\"resources\":{},\"cgroupsPath\":\"/default/c1\","
                + "\"namespaces\":[]},\"process\":{}}"));
    }

    @Test
    void aPathFromTheRootIsDeclared() {
        assertEquals("/default/c1", new Spec("/default/c1", Map.of()).cgroupPath());
        assertNull(new Spec("relative/c1", Map.of()).cgroupPath());
        assertNull(new Spec("", Map.of()).cgroupPath());
    }

    @Test
    void systemdsFormIsSpeltOut() {
        assertEquals("/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod1_2.slice/cri-containerd-c1.scope",
                new Spec("kubepods-besteffort-pod1_2.slice:cri-containerd:c1", Map.of()).cgroupPath());
        assertEquals("/system.slice/c1.scope", new Spec("system.slice::c1", Map.of()).cgroupPath());
        assertNull(new Spec("../x.slice:ctr:c1", Map.of()).cgroupPath());
    }

    @Test
    void whatIsNoSpecificationIsNone() {
        assertSame(Spec.NONE, spec(""));
        assertSame(Spec.NONE, spec("[]"));
        assertSame(Spec.NONE, spec("{\"linux\":{"));
        assertSame(Spec.NONE, spec("\u0000\u0001"));
        assertSame(Spec.NONE, spec("{\"mounts\":" + "[".repeat(100_003)));
    }
}
