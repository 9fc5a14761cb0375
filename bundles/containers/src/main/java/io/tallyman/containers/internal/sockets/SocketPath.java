package io.tallyman.containers.internal.sockets;

import io.tallyman.containers.internal.authority.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * On whose behalf a socket's path leads where it does. Each directory and each link on the way counts, since its owner
 * can make the path lead to another socket: {@code /run/user/1000/docker.sock} is user 1000's whatever the link there
 * leads to. {@code TrustedPath} of the launcher asks another question: whether a file that has been resolved is
 * root's. Here the answer is a user, and links that have been followed matter as well.
 */
final class SocketPath {
    private static final int MOST_LINKS = 40;
    private static final int GROUP_WRITE = 0020;
    private static final int OTHER_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int FILE_TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final Path ROOT = Path.of("/");

    private final Deque<Path> ahead = new ArrayDeque<>();
    private Authority authority = Authority.MACHINE;
    private String problem = "";

    /**
     * On whose behalf a path leads to a socket.
     *
     * @param authority the least authority on the way
     * @param problem   why no daemon can be believed there, for people; else empty
     */
    record Owner(Authority authority, String problem) {
    }

    private SocketPath() {
    }

    /** Looks at the path as it is now. */
    static Owner owner(Path path) {
        SocketPath walk = new SocketPath();
        try {
            walk.follow(path.toAbsolutePath());
        } catch (IOException e) {
            walk.problem = path + " cannot be looked at: " + e.getMessage();
        }
        return new Owner(walk.authority, walk.problem);
    }

    private void follow(Path path) throws IOException {
        Path at = ROOT;
        int links = 0;
        push(path);
        while (!ahead.isEmpty() && problem.isEmpty()) {
            Path name = ahead.pop();
            if (name.toString().equals("..")) {
                at = at.getParent() == null ? ROOT : at.getParent();
                continue;
            }
            mayBeExchangedIn(at);
            Path next = at.resolve(name).normalize();
            Map<String, Object> facts = facts(next);
            weigh(next, (Integer) facts.get("uid"));
            if (((Integer) facts.get("mode") & FILE_TYPE) != LINK) {
                at = next;
            } else if (++links > MOST_LINKS) {
                throw new IOException("too many links");
            } else {
                Path target = Files.readSymbolicLink(next);
                at = target.isAbsolute() ? ROOT : at;
                push(target);
            }
        }
    }

    private void push(Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            ahead.push(path.getName(i));
        }
    }

    /** In a sticky directory nobody but the owner can exchange an entry, and the entry's owner counts anyway. */
    private void mayBeExchangedIn(Path directory) throws IOException {
        Map<String, Object> facts = facts(directory);
        int mode = (Integer) facts.get("mode");
        int gid = (Integer) facts.get("gid");
        boolean shared = (mode & GROUP_WRITE) != 0 && gid != 0 && gid != (Integer) facts.get("uid");
        if (((mode & OTHER_WRITE) != 0 || shared) && (mode & STICKY) == 0) {
            problem = directory + " can be written to by others, who could put their own socket there";
        }
    }

    private void weigh(Path part, int uid) {
        Authority owner = Authority.ofUser(uid);
        if (authority.isMachine()) {
            authority = owner;
        } else if (!owner.isMachine() && !owner.equals(authority)) {
            problem = part + " belongs to another user than the path to it";
        }
    }

    private static Map<String, Object> facts(Path path) throws IOException {
        return Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
    }
}
