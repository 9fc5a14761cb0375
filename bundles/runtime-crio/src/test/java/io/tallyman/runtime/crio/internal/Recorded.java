package io.tallyman.runtime.crio.internal;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Recorded answers of a CRI-O 1.36.3, without the members that nobody reads, and its containers' bundles. */
final class Recorded {
    private Recorded() {
    }

    static <T extends Message> T answer(String name, T type) {
        try (Reader json = new InputStreamReader(open(name), StandardCharsets.UTF_8)) {
            Message.Builder builder = type.newBuilderForType();
            JsonFormat.parser().ignoringUnknownFields().merge(json, builder);
            @SuppressWarnings("unchecked")
            T answer = (T) builder.build();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) throws IOException {
        try (InputStream json = open(name)) {
            return new String(json.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static InputStream open(String name) {
        return Recorded.class.getResourceAsStream("/crio/" + name + ".json");
    }
}
