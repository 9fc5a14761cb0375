package io.tallyman.api.filter;

/** What of an event's subject can be compared before there is a record. Ids are those of the host. */
public enum HeaderField {
    /** The process. */
    PID,
    /** The thread. */
    TID,
    /** The parent of the process. */
    PPID,
    /** The real user id in the initial user namespace. */
    UID,
    /** The inode of the mount namespace. */
    MNTNS,
    /** The inode of the pid namespace. */
    PIDNS,
    /** The thread's name. */
    COMM
}
