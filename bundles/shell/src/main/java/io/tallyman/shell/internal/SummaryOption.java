package io.tallyman.shell.internal;

import picocli.CommandLine.Option;

/** The option of every command that ends with a summary. */
final class SummaryOption {
    @Option(names = "--summary", order = 17, paramLabel = "FORMAT", description =
            "How to write the counts at the end, on stderr: text (default, only what is not zero) or json (everything, "
            + "on one line, also with --quiet).")
    private SummaryFormat format;

    /** Writes the summary. Without {@code --summary}, {@code --quiet} suppresses the summary like every other message. */
    void write(Summary summary, boolean quiet, Console console) {
        if (format == SummaryFormat.JSON) {
            console.err().println(summary.json());
        } else if (!quiet || format != null) {
            summary.lines().forEach(console::message);
        }
    }
}
