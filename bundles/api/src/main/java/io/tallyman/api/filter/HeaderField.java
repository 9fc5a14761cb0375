package io.tallyman.api.filter;

/** What of an event's subject can be compared before there is a record. Ids are those of the host. */
public enum HeaderField {
    PID, TID, PPID, UID, MNTNS, PIDNS,
    /** The thread's name. */
    COMM
}
