package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/**
 * The container image, run by Docker with {@code --privileged} itself, in a kernel under QEMU: a machine without
 * CAP_SYS_RESOURCE refuses that. {@code scripts/kernel-image} runs it there, and what it leaves is judged here.
 */
@Category(Heavy.class)
public class ImageKernelIT {
    private static final int COUNT = 3;

    private record Left(List<String> output, String id, String capabilities) {
        static Left read(Path results) throws IOException {
            return new Left(Files.readAllLines(results.resolve("output")),
                    Files.readString(results.resolve("id")).strip(),
                    Files.readString(results.resolve("capabilities")).strip());
        }
    }

    @Test
    public void shouldNameContainersWhereItIsPrivileged() throws Exception {
        ProductImage.build();
        Left left = GuestKernel.run("6.1", "kernel-image", Left::read);
        List<JsonObject> events = left.output.stream().filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
        List<JsonObject> execs = events.stream().filter(event -> ImageTrace.is(event, "sched_process_exec"))
                .filter(event -> !event.get("containerId").getAsString().isEmpty())
                .filter(event -> event.get("args").toString().contains("/truth/image-")).toList();
        assertEquals(left.output.toString(), COUNT, execs.size());
        for (JsonObject exec : execs) {
            JsonObject container = exec.getAsJsonObject("container");
            assertTrue(exec.toString(), ImageTrace.NAMED.contains(container.get("enrichment").getAsString()));
            assertEquals("bb:1", container.get("image").getAsString());
            assertTrue(exec.toString(), exec.get("args").toString()
                    .contains("/truth/" + container.get("name").getAsString() + "\""));
        }
        assertEquals(List.of(), events.stream().filter(event -> event.get("containerId").getAsString().equals(left.id)
                || ImageTrace.is(event, "existing_container")
                && event.get("args").toString().contains(left.id)).toList());
        assertTrue(left.output.stream().anyMatch(line -> line.startsWith("tallyman: traced ")));
        assertEquals("CapPrm:\t" + String.format("%016x", CapabilitiesIT.USED_IN_DOCKER), left.capabilities);
    }
}
