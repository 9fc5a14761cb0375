package io.tallyman.printer.json.internal;

import static io.tallyman.printing.JsonText.key;

import io.tallyman.api.event.Node;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.printing.JsonText;
import java.nio.charset.StandardCharsets;

/** Keeps the JSON of the node, which all events of a session share. A name that nobody gave is left out. For one thread. */
final class NodeJson {
    private static final byte[] NAME = key("','nodeName':'");
    private static final byte[] CLUSTER = key("','clusterName':'");

    private final JsonText text;
    private final LineBuffer json = new LineBuffer(64);
    private Node node = Node.NONE;

    NodeJson(JsonText text) {
        this.text = text;
    }

    /** Appends the members of the node: the end of the string before, up to the end of the last string but its quote. */
    void put(Node of, LineBuffer out) {
        if (of != node) {
            encode(of);
        }
        out.put(json.array(), 0, json.length());
    }

    private void encode(Node of) {
        json.clear();
        put(NAME, of.name());
        put(CLUSTER, of.cluster());
        node = of;
    }

    private void put(byte[] key, String name) {
        if (!name.isEmpty()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            text.put(bytes, 0, bytes.length, json.put(key));
        }
    }
}
