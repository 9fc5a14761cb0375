package io.tallyman.lib.docker;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.ClassicHttpResponse;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer that ends with an error where it gets too long. Closing it hangs up. */
final class BoundedResponse implements Response {
    private static final int ITEM = 1024 * 1024;
    private static final int ALL = 16 * 1024 * 1024;
    private static final int ERROR_TEXT = 16 * 1024;

    private final ChannelSocket from;
    private final ClassicHttpResponse response;
    private final InputStream content;
    private final BoundedInput body;

    BoundedResponse(ChannelSocket from, ClassicHttpResponse response) throws IOException {
        this.from = from;
        this.response = response;
        content = response.getEntity() == null ? InputStream.nullInputStream() : response.getEntity().getContent();
        body = new BoundedInput(content, response.getCode() < 300 ? ITEM : ERROR_TEXT, ALL);
    }

    @Override
    public int getStatusCode() {
        return response.getCode();
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header each : response.getHeaders()) {
            headers.computeIfAbsent(each.getName(), name -> new ArrayList<>()).add(each.getValue());
        }
        return headers;
    }

    @Override
    public BoundedInput getBody() {
        return body;
    }

    /** The body of an answer that never ends: each item is limited, the sum of the items is not. */
    BoundedInput endless() {
        return new BoundedInput(content, ITEM, Long.MAX_VALUE);
    }

    /** Hangs up at once: reading the rest of an unwanted answer could take as long as the engine likes. */
    @Override
    public void close() {
        try {
            from.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
