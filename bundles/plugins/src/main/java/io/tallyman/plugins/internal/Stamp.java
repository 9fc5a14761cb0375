package io.tallyman.plugins.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Changes when a file is written, replaced, or given other permissions. */
record Stamp(long size, Object inode, Object changed, Object written) {
    /** The stamp of a file, or of the file that a link leads to; null if there is no regular file. */
    static Stamp of(Path file) {
        try {
            Map<String, Object> facts = Files.readAttributes(file, "unix:size,ino,ctime,lastModifiedTime,isRegularFile");
            return Boolean.TRUE.equals(facts.get("isRegularFile"))
                    ? new Stamp((Long) facts.get("size"), facts.get("ino"), facts.get("ctime"),
                            facts.get("lastModifiedTime"))
                    : null;
        } catch (IOException e) {
            return null;
        }
    }
}
