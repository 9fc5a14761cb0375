package io.tallyman.api.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * Divides a text into blocks: a line without indentation, and the indented lines below it. Empty lines and lines that begin
 * with # stand between blocks. Without regular expressions, because each start of a trace reads such texts.
 */
final class TextBlocks {
    private TextBlocks() {
    }

    /** Takes one block. */
    interface Reader {
        /**
         * @param head  the words of the first line
         * @param lines the indented lines, without their indentation
         */
        void read(String[] head, List<String> lines);
    }

    static void read(String text, Reader reader) {
        String[] lines = text.split("\n");
        int i = 0;
        while (i < lines.length) {
            int start = i++;
            if (lines[start].isBlank() || lines[start].startsWith("#")) {
                continue;
            }
            List<String> below = new ArrayList<>();
            while (i < lines.length && lines[i].startsWith(" ")) {
                below.add(lines[i++].strip());
            }
            reader.read(words(lines[start]), below);
        }
    }

    /** The words of a line, which blanks divide. */
    static String[] words(String line) {
        StringTokenizer words = new StringTokenizer(line, " ");
        String[] all = new String[words.countTokens()];
        for (int i = 0; i < all.length; i++) {
            all[i] = words.nextToken();
        }
        return all;
    }
}
