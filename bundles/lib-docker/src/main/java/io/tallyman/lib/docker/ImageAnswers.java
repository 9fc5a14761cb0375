package io.tallyman.lib.docker;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What an engine has told of its images. An answer is kept for a minute only, because a pull adds digests and tags move.
 * Of more images than 256 the one that was not asked for longest is forgotten. Thread-safe.
 *
 * @param <T> what is kept of one image; immutable
 */
public final class ImageAnswers<T> {
    private static final int REMEMBERED = 256;
    private static final long KEEP = TimeUnit.MINUTES.toNanos(1);

    private final Question<T> question;
    private final T absent;
    private final Map<String, Answer<T>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer<T>> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Answer<T>(long asked, T image) {
    }

    /**
     * Asks the engine for one image.
     *
     * @param <T> what is kept of the image
     */
    public interface Question<T> {
        /**
         * @return null where the engine has no such image
         * @throws IOException          the engine did not answer
         * @throws InterruptedException the calling thread was interrupted meanwhile
         */
        T ask(String imageId) throws IOException, InterruptedException;
    }

    /** @param absent what {@link #find} returns for an image that the engine does not have */
    public ImageAnswers(Question<T> question, T absent) {
        this.question = question;
        this.absent = absent;
    }

    /** Whether {@link #find} answers at once, because the engine has told of this image within the last minute. */
    public boolean has(String imageId) {
        return kept(imageId, System.nanoTime()) != null;
    }

    private T kept(String imageId, long now) {
        synchronized (known) {
            Answer<T> answer = known.get(imageId);
            return answer == null || now - answer.asked >= KEEP ? null : answer.image;
        }
    }

    /**
     * What the engine tells of an image. The engine is asked if it has not answered for a minute.
     *
     * @return null where the engine could not be asked
     * @throws InterruptedException the calling thread was interrupted while the engine was asked
     */
    public T find(String imageId) throws InterruptedException {
        long now = System.nanoTime();
        T image = kept(imageId, now);
        if (image != null) {
            return image;
        }
        try {
            image = question.ask(imageId);
        } catch (IOException e) {
            // a container keeps its name although its image could not be asked for
            return null;
        }
        if (image == null) {
            return absent;
        }
        synchronized (known) {
            known.put(imageId, new Answer<>(now, image));
        }
        return image;
    }
}
