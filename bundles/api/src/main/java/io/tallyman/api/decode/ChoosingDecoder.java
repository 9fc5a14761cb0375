package io.tallyman.api.decode;

import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes a number whose meaning depends on another argument of the event, as the protocol of a socket depends on the
 * family. Where that argument has a number without a decoder, the number is written.
 */
final class ChoosingDecoder implements Decoder {
    private final String other;
    private final long[] numbers;
    private final Decoder[] decoders;

    /**
     * Makes a decoder.
     *
     * @param other    name of the argument that decides
     * @param numbers  its numbers
     * @param decoders the decoder for each of the numbers
     */
    ChoosingDecoder(String other, long[] numbers, Decoder[] decoders) {
        this.other = other;
        this.numbers = numbers;
        this.decoders = decoders;
    }

    @Override
    public void put(long value, LineBuffer out) {
        out.decimal(value);
    }

    @Override
    public void put(EventView event, int arg, LineBuffer out) {
        int by = event.type().indexOf(other);
        long number = by < 0 ? -1 : event.number(by);
        for (int i = 0; i < numbers.length; i++) {
            if (by >= 0 && numbers[i] == number) {
                decoders[i].put(event, arg, out);
                return;
            }
        }
        put(event.number(arg), out);
    }

    @Override
    public List<String> names() {
        return Arrays.stream(decoders).flatMap(decoder -> decoder.names().stream()).distinct().toList();
    }
}
