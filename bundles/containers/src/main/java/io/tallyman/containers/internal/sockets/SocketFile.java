package io.tallyman.containers.internal.sockets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * The socket that a path led to when it was looked at.
 *
 * @param path   the path, as given
 * @param device device and inode tell sockets apart, whatever path leads to them
 * @param inode  see above
 * @param changed the last change of the inode: a file system may use the number of an inode again at once
 * @param link   the path itself is a symbolic link
 */
public record SocketFile(Path path, long device, long inode, FileTime changed, boolean link) {
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    /** @return null where there is no socket */
    static SocketFile read(Path path) {
        if (!path.toFile().exists()) {
            // most paths do not exist, and this is much cheaper than an exception
            return null;
        }
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,ctime,mode");
            if (((Integer) attributes.get("mode") & FILE_TYPE) != SOCKET) {
                return null;
            }
            return new SocketFile(path, (Long) attributes.get("dev"), (Long) attributes.get("ino"),
                    (FileTime) attributes.get("ctime"), Files.isSymbolicLink(path));
        } catch (IOException e) {
            return null;
        }
    }

    public boolean isSame(SocketFile other) {
        return device == other.device && inode == other.inode;
    }
}
