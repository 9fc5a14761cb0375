package io.tallyman.printing;

import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import java.util.Set;

/**
 * What a type of event means, in words that schemas of other products share, and which of its arguments they ask for.
 *
 * @param action     what happened
 * @param path       number of the argument that names the file, or -1; of two names it is the former one
 * @param targetPath number of the argument that names the second file or the target of a link, or -1
 * @param address    number of the argument that has the peer's or the own socket address, or -1
 * @param role       whose address that is
 * @param executable number of the argument that has the path of the new program, or -1
 * @param argv       number of the argument that has the arguments of the new program, or -1
 * @param sha256     number of the argument that has the hash of the new program, or -1
 */
public record Meaning(Action action, int path, int targetPath, int address, AddressRole role, int executable,
        int argv, int sha256) {
    private static final Meaning[] BY_ID = new Meaning[Catalogue.builtIn().idLimit()];

    private static final Set<String> IDENTITY = Set.of("setuid", "setgid", "setreuid", "setregid", "setresuid",
            "setresgid", "setfsuid", "setfsgid", "setgroups", "capset");
    private static final Set<String> OWN_ADDRESS = Set.of("bind", "getsockname");
    private static final Set<String> SENDER = Set.of("accept", "accept4", "recvfrom", "recvmsg",
            "recvmmsg");
    private static final Set<String> OPEN = Set.of("open", "openat", "openat2", "open_by_handle_at");
    private static final Set<String> CREATE = Set.of("creat", "mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat",
            "symlink", "symlinkat");
    private static final Set<String> DELETE = Set.of("unlink", "unlinkat", "rmdir");
    private static final Set<String> RENAME = Set.of("rename", "renameat", "renameat2");
    private static final Set<String> PERMISSIONS = Set.of("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown",
            "lchown", "fchownat");
    private static final Set<String> ATTRIBUTES = Set.of("setxattr", "lsetxattr", "fsetxattr", "setxattrat",
            "removexattr", "lremovexattr", "fremovexattr", "removexattrat", "utime", "utimes", "futimesat", "utimensat",
            "file_setattr");
    private static final Set<String> WRITE = Set.of("write", "pwrite64", "writev", "pwritev", "pwritev2", "truncate",
            "ftruncate", "fallocate", "copy_file_range");

    static {
        Catalogue.builtIn().all().forEach(type -> BY_ID[type.id()] = read(type));
    }

    /** What happened. */
    public enum Action {
        PROCESS_START, PROCESS_FORK, PROCESS_END, PROCESS_IDENTITY, PROCESS_SIGNAL, PROCESS_OTHER,
        FILE_OPEN, FILE_CREATE, FILE_WRITE, FILE_DELETE, FILE_RENAME, FILE_PERMISSIONS, FILE_ATTRIBUTES, FILE_OTHER,
        MOUNT,
        NETWORK_CONNECT, NETWORK_ACCEPT, NETWORK_BIND, NETWORK_LISTEN, NETWORK_OTHER,
        CONTAINER_CREATE, CONTAINER_START, CONTAINER_REMOVE, CONTAINER_EXISTS,
        MODULE_LOAD, MODULE_UNLOAD, EVENTS_LOST, OTHER;

        /** It concerns a file by its name or its descriptor. */
        public boolean isFile() {
            return compareTo(FILE_OPEN) >= 0 && compareTo(FILE_OTHER) <= 0;
        }

        /** It concerns a socket. */
        public boolean isNetwork() {
            return compareTo(NETWORK_CONNECT) >= 0 && compareTo(NETWORK_OTHER) <= 0;
        }

        /** It concerns a process or a thread. */
        public boolean isProcess() {
            return compareTo(PROCESS_OTHER) <= 0;
        }

        /** It is about a container as a whole. */
        public boolean isContainer() {
            return compareTo(CONTAINER_CREATE) >= 0 && compareTo(CONTAINER_EXISTS) <= 0;
        }
    }

    /** Whose socket address an event has. */
    public enum AddressRole {
        /** The other side's, to which this side sends. */
        PEER_TO,
        /** The other side's, from which something has come. */
        PEER_FROM,
        /** This side's. */
        OWN
    }

    /** The meaning of a type of event. */
    public static Meaning of(EventType type) {
        return BY_ID[type.id()];
    }

    private static Meaning read(EventType type) {
        Action action = action(type);
        boolean named = action.isFile() || action == Action.MOUNT;
        int path = named ? first(type, "pathname", "oldpath", "linkpath", "filename", "path", "target", "from_pathname",
                "new_root") : -1;
        int target = named ? first(type, "newpath", "target", "to_pathname", "put_old") : -1;
        return new Meaning(action, path, target == path ? -1 : target,
                action.isNetwork() ? first(type, "addr", "dest_addr", "src_addr", "msg_name", "remote") : -1,
                role(type.name()),
                action == Action.PROCESS_START || action == Action.CONTAINER_START ? type.indexOf("pathname") : -1,
                action == Action.PROCESS_START || action == Action.CONTAINER_START ? type.indexOf("argv") : -1,
                type.indexOf("executable_sha256"));
    }

    private static AddressRole role(String name) {
        return OWN_ADDRESS.contains(name) ? AddressRole.OWN
                : SENDER.contains(name) ? AddressRole.PEER_FROM
                : AddressRole.PEER_TO;
    }

    private static int first(EventType type, String... names) {
        for (String name : names) {
            if (type.indexOf(name) >= 0) {
                return type.indexOf(name);
            }
        }
        return -1;
    }

    private static Action action(EventType type) {
        String name = type.name();
        Action named = switch (name) {
            case "sched_process_exec" -> Action.PROCESS_START;
            case "sched_process_fork" -> Action.PROCESS_FORK;
            case "sched_process_exit" -> Action.PROCESS_END;
            case "signal_generate", "signal_deliver", "kill", "tkill", "tgkill" -> Action.PROCESS_SIGNAL;
            case "connect" -> Action.NETWORK_CONNECT;
            case "accept", "accept4" -> Action.NETWORK_ACCEPT;
            case "bind" -> Action.NETWORK_BIND;
            case "listen" -> Action.NETWORK_LISTEN;
            case "container_create" -> Action.CONTAINER_CREATE;
            case "container_start" -> Action.CONTAINER_START;
            case "container_remove" -> Action.CONTAINER_REMOVE;
            case "existing_container" -> Action.CONTAINER_EXISTS;
            case "module_load" -> Action.MODULE_LOAD;
            case "module_free" -> Action.MODULE_UNLOAD;
            case "lost" -> Action.EVENTS_LOST;
            default -> null;
        };
        return named != null ? named : IDENTITY.contains(name) ? Action.PROCESS_IDENTITY : fileAction(type);
    }

    private static Action fileAction(EventType type) {
        String name = type.name();
        return OPEN.contains(name) ? Action.FILE_OPEN
                : CREATE.contains(name) ? Action.FILE_CREATE
                : DELETE.contains(name) ? Action.FILE_DELETE
                : RENAME.contains(name) ? Action.FILE_RENAME
                : PERMISSIONS.contains(name) ? Action.FILE_PERMISSIONS
                : ATTRIBUTES.contains(name) ? Action.FILE_ATTRIBUTES
                : WRITE.contains(name) ? Action.FILE_WRITE
                : bySet(type.sets());
    }

    private static Action bySet(Set<String> sets) {
        return sets.contains("mounts") ? Action.MOUNT
                : sets.contains("net") ? Action.NETWORK_OTHER
                : sets.contains("fs") ? Action.FILE_OTHER
                : sets.contains("proc") ? Action.PROCESS_OTHER
                : Action.OTHER;
    }
}
