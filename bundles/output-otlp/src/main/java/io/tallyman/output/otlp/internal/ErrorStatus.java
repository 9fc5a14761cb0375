package io.tallyman.output.otlp.internal;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.time.Duration;

/**
 * A {@code google.rpc.Status}: what OTLP's servers say of a failure.
 *
 * @param message for people; may be empty
 * @param pause   how long the other side wants to be left alone ({@code google.rpc.RetryInfo}); null if nothing is said
 */
record ErrorStatus(String message, Duration pause) {
    private static final ErrorStatus NOTHING = new ErrorStatus("", null);
    private static final int MESSAGE = 2;
    private static final int DETAILS = 3;
    private static final int TYPE_URL = 1;
    private static final int VALUE = 2;
    private static final int RETRY_DELAY = 1;
    private static final int SECONDS = 1;
    private static final int NANOS = 2;
    private static final String RETRY_INFO = "google.rpc.RetryInfo";
    private static final long LONGEST_SECONDS = Duration.ofHours(1).toSeconds();
    private static final int LONGEST_WORDS = 200;

    /** Reads the message; of bytes that are none, nothing is known. */
    static ErrorStatus of(byte[] bytes) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            String message = "";
            Duration pause = null;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case MESSAGE -> message = in.readStringRequireUtf8();
                    case DETAILS -> pause = detail(in.readByteArray(), pause);
                    default -> in.skipField(tag);
                }
            }
            return new ErrorStatus(message, pause);
        } catch (IOException e) {
            return NOTHING;
        }
    }

    /** The pause that an {@code Any} holds, or the one that was known before. */
    private static Duration detail(byte[] any, Duration before) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(any);
        String type = "";
        byte[] value = {};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TYPE_URL -> type = in.readString();
                case VALUE -> value = in.readByteArray();
                default -> in.skipField(tag);
            }
        }
        return type.endsWith("/" + RETRY_INFO) ? retryInfo(value) : before;
    }

    private static Duration retryInfo(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        Duration pause = Duration.ZERO;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == RETRY_DELAY) {
                pause = duration(in.readByteArray());
            } else {
                in.skipField(tag);
            }
        }
        return pause;
    }

    private static Duration duration(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        long seconds = 0;
        int nanos = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case SECONDS -> seconds = in.readInt64();
                case NANOS -> nanos = in.readInt32();
                default -> in.skipField(tag);
            }
        }
        return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_SECONDS)), Math.max(0, nanos));
    }

    /** What the body of a failure says, to stand behind a message. */
    static String words(byte[] body) {
        return words(of(body).message);
    }

    /** The words of the other side, to stand behind a message. */
    static String words(String said) {
        return said.isEmpty() ? "" : ": " + clean(said);
    }

    /** Words of the other side on one line, and not too many: the other side may be anybody. */
    static String clean(String said) {
        String cut = said.length() > LONGEST_WORDS ? said.substring(0, LONGEST_WORDS) + "..." : said;
        return cut.replaceAll("\\p{C}+", " ");
    }
}
