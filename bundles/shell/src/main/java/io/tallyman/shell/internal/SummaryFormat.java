package io.tallyman.shell.internal;

/** How the counts at the end are written: in words for people, or as one line of JSON for programs. */
enum SummaryFormat {
    TEXT, JSON
}
