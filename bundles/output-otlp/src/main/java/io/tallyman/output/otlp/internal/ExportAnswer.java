package io.tallyman.output.otlp.internal;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.tallyman.api.output.Destination.Refused;
import io.tallyman.delivery.PermanentFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An {@code ExportLogsServiceResponse}: how many records were not taken, though the request was. Such records are not sent
 * again.
 *
 * @param rejected how many records are lost
 * @param words    why, in the words of the other side; may be empty
 */
record ExportAnswer(long rejected, String words) {
    private static final ExportAnswer ALL_TAKEN = new ExportAnswer(0, "");
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final int PARTIAL_SUCCESS = 1;
    private static final int REJECTED_LOG_RECORDS = 1;
    private static final int ERROR_MESSAGE = 2;
    private static final Pattern REJECTED_IN_JSON = Pattern.compile("\"rejectedLogRecords\"\\s*:\\s*\"?(\\d{1,18})");

    /**
     * Reads the body of an answer over HTTP. Some servers answer in JSON though they were asked in protobuf.
     *
     * @param type of the body; an empty body needs none
     * @param from who has answered, for the message
     * @throws PermanentFailure this is no answer of OTLP: perhaps of another web server
     */
    static ExportAnswer of(byte[] body, String type, String from) throws PermanentFailure {
        if (body.length == 0) {
            return ALL_TAKEN;
        }
        if (type.startsWith(JSON)) {
            Matcher json = REJECTED_IN_JSON.matcher(new String(body, StandardCharsets.UTF_8));
            return json.find() ? new ExportAnswer(Long.parseLong(json.group(1)), "") : ALL_TAKEN;
        }
        if (!isOtlp(type)) {
            throw PermanentFailure.ofSetup(from + " answered with " + ErrorStatus.clean(type) + ", which is no answer of OTLP");
        }
        return of(body, from);
    }

    /** Whether a collector answers with this type over HTTP. Proxies and login pages answer with another one. */
    static boolean isOtlp(String type) {
        return type.startsWith(PROTOBUF) || type.startsWith(JSON);
    }

    /** Reads the message. */
    static ExportAnswer of(byte[] message, String from) throws PermanentFailure {
        try {
            CodedInputStream in = CodedInputStream.newInstance(message);
            ExportAnswer answer = ALL_TAKEN;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == PARTIAL_SUCCESS) {
                    answer = partial(in.readByteBuffer().array());
                } else {
                    in.skipField(tag);
                }
            }
            return answer;
        } catch (IOException e) {
            throw PermanentFailure.ofSetup(from + " answered with what is no answer of OTLP: " + e.getMessage());
        }
    }

    private static ExportAnswer partial(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        long rejected = 0;
        String words = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case REJECTED_LOG_RECORDS -> rejected = in.readInt64();
                case ERROR_MESSAGE -> words = in.readString();
                default -> in.skipField(tag);
            }
        }
        return new ExportAnswer(rejected, words);
    }

    /** @throws Refused some records, or all, were not taken */
    void demandAll(LogRequest request, String from) throws Refused {
        if (rejected > 0) {
            int lost = (int) Math.min(rejected, request.events());
            throw new Refused(lost, (long) request.bytes() * lost / request.events(),
                    from + " refused " + lost + " of " + request.events() + " events" + ErrorStatus.words(words), null);
        }
    }
}
