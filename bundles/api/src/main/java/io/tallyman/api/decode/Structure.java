package io.tallyman.api.decode;

import io.tallyman.api.event.EventView;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which members the bytes of a structure have. Structures are immutable and shared by all threads. */
abstract class Structure {
    /** How a member's bytes are written. */
    enum Form { SIGNED, UNSIGNED, HEX, TEXT }

    /**
     * One member.
     *
     * @param offset  where it begins, in bytes from the start of the structure
     * @param size    its bytes
     * @param decoder writes the number's name; null: the number has none
     */
    record Member(String name, int offset, int size, Form form, Decoder decoder) {
        int end() {
            return offset + size;
        }
    }

    /**
     * The members of a structure in the order in which they are written.
     *
     * @param size bytes that the structure has at the most
     */
    record Layout(int size, List<Member> members) {
    }

    /** The layout of these bytes, or null if nobody knows it. */
    abstract Layout layout(EventView event, int length);

    /**
     * The bytes that a system call's structure has at the most.
     *
     * @param narrow whether 32-bit programs pass it with numbers of 32 bits
     */
    abstract int size(boolean narrow);

    /** A structure whose numbers have fewer bytes where 32-bit programs pass it: the number of bytes tells which. */
    static Structure of(List<Layout> layouts) {
        Layout[] sorted = layouts.toArray(Layout[]::new);
        Arrays.sort(sorted, Comparator.comparingInt(Layout::size));
        return new Structure() {
            @Override
            Layout layout(EventView event, int length) {
                int i = 0;
                while (i < sorted.length - 1 && length > sorted[i].size()) {
                    i++;
                }
                return sorted[i];
            }

            @Override
            int size(boolean narrow) {
                return sorted[narrow ? 0 : sorted.length - 1].size();
            }
        };
    }

    /** A union: another argument of the event is the number of the structure that the bytes are. */
    static Structure by(String other, long[] numbers, Layout[] layouts) {
        return new Structure() {
            @Override
            Layout layout(EventView event, int length) {
                long number = event.number(event.type().indexOf(other));
                for (int i = 0; i < numbers.length; i++) {
                    if (numbers[i] == number) {
                        return layouts[i];
                    }
                }
                return null;
            }

            @Override
            int size(boolean narrow) {
                return Arrays.stream(layouts).mapToInt(Layout::size).max().orElse(0);
            }
        };
    }
}
