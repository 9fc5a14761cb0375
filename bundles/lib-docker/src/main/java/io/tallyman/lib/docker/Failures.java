package io.tallyman.lib.docker;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.ConnectionClosedException;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.HttpException;
import com.github.dockerjava.zerodep.shaded.org.apache.hc.core5.http.NoHttpResponseException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;

/** Puts what docker-java, Jackson and HttpCore throw into words for people. The words go on after the engine's name. */
final class Failures {
    private static final int LONGEST = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Failures() {
    }

    static boolean isInterruption(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return false;
    }

    /** An exception that says why a question failed. */
    static IOException translate(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && !(cause instanceof DockerException) && !(cause instanceof JacksonException)) {
            cause = cause.getCause();
        }
        String text = words(cause);
        return new IOException(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text, error);
    }

    private static String words(Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        if (cause instanceof DockerException e) {
            return (e.getHttpStatus() >= 500 ? "the daemon failed: " : "the daemon refused: ") + said(text);
        } else if (cause instanceof JacksonException) {
            // BoundedInput's own exception comes wrapped where Jackson was reading
            return cause.getCause() instanceof IOException e && !(e instanceof JacksonException) ? words(e)
                    : "answers something else than the JSON that was asked for";
        } else if (cause instanceof NoSuchFileException || text.contains("No such file")) {
            return "the socket is gone";
        } else if (text.contains("Permission denied")) {
            return "no permission to use the socket";
        } else if (cause instanceof ConnectException || text.contains("Connection refused")) {
            return "nobody listens on the socket";
        } else if (cause instanceof NoHttpResponseException || cause instanceof ConnectionClosedException
                || cause instanceof SocketException || cause instanceof EOFException || text.contains("Broken pipe")
                || text.contains("Connection reset")) {
            return "has hung up";
        } else if (cause instanceof HttpException) {
            return "does not speak HTTP";
        }
        return text;
    }

    /** The engine's own words: docker-java gives {@code Status 500: {"message":"..."}}. */
    private static String said(String text) {
        int body = text.indexOf('{');
        try {
            String message = body < 0 ? "" : JSON.readTree(text.substring(body)).path("message").asText("");
            return message.isEmpty() ? text : message;
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
