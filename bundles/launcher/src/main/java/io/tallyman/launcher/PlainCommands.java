package io.tallyman.launcher;

import java.util.List;

/** The command line, as far as it can be run without a framework. */
public interface PlainCommands {
    /** What {@link #run} returns where only the framework can do what the words ask for. */
    int NEEDS_FRAMEWORK = -1;

    /**
     * Does what the words ask for, and prints on stdout and stderr.
     *
     * @return the exit code, or {@link #NEEDS_FRAMEWORK}: nothing has been printed then
     */
    int run(List<String> words);

    /** Loads what {@link #run} uses, and prints nothing: a class archive that is made of this run has it then. */
    void rehearse();
}
