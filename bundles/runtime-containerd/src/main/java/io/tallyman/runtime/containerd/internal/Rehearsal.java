package io.tallyman.runtime.containerd.internal;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.tallyman.runtime.containerd.internal.containers.Container;
import io.tallyman.runtime.containerd.internal.containers.GetContainerResponse;
import io.tallyman.runtime.containerd.internal.events.ContainerEvent;
import io.tallyman.runtime.containerd.internal.events.Envelope;

/** A container that does not exist, as containerd would tell of it. It is read from bytes, which loads all classes for that. */
final class Rehearsal {
    static final String ID = "tallyman-rehearsal";
    private static final String IMAGE = "localhost/tallyman:rehearsal";
    private static final ByteString SPEC = ByteString.copyFromUtf8(
            "{\"annotations\":{\"a\":\"b\"},\"linux\":{\"cgroupsPath\":\"/default/tallyman-rehearsal\"}}");

    private Rehearsal() {
    }

    static Container container() throws InvalidProtocolBufferException {
        ContainerEvent event = ContainerEvent.newBuilder().setId(ID).setImage(IMAGE).build();
        Envelope envelope = Envelope.parseFrom(Envelope.newBuilder().setNamespace("default").setTopic("/none")
                .setEvent(Any.newBuilder().setValue(event.toByteString())).build().toByteString());
        String id = ContainerEvent.parseFrom(envelope.getEvent().getValue()).getId();
        Container container = Container.newBuilder().setId(id).setImage(IMAGE).putLabels("a", "b")
                .setSpec(Any.newBuilder().setValue(SPEC)).setCreatedAt(Timestamp.newBuilder().setSeconds(1)).build();
        return GetContainerResponse.parseFrom(GetContainerResponse.newBuilder().setContainer(container).build()
                .toByteString()).getContainer();
    }
}
