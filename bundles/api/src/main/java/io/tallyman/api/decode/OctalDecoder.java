package io.tallyman.api.decode;

import io.tallyman.api.output.LineBuffer;

/** Writes permissions in octal: {@code 0644}. */
final class OctalDecoder implements Decoder {
    @Override
    public void put(long value, LineBuffer out) {
        out.put('0');
        boolean leading = true;
        for (int shift = 63; shift >= 0; shift -= 3) {
            int digit = (int) (value >>> shift) & 7;
            leading &= digit == 0;
            if (!leading) {
                out.put('0' + digit);
            }
        }
    }
}
