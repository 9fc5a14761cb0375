package io.tallyman.api.event;

import org.osgi.annotation.versioning.ProviderType;

/** A process as it was when an event happened: one program of it. Immutable; another program is another object. */
@ProviderType
public interface ProcessView {
    /** Process id on the host. */
    int hostPid();

    /** Path of the program's file from the root of its mount namespace; empty where it is not known. */
    String binary();

    /** The program that executed this one, or the process that forked it, as it was then; null where nobody knows. */
    ProcessView parent();
}
