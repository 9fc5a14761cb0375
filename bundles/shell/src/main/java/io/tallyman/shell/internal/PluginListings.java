package io.tallyman.shell.internal;

import java.util.List;

/** Lists what plug-ins offer. */
@FunctionalInterface
interface PluginListings {
    /** What plug-ins offer. */
    List<String> KINDS = List.of("filters", "printers", "destinations");

    /** @param kind one of {@link #KINDS} */
    Listing of(String kind) throws CommandException, InterruptedException;
}
