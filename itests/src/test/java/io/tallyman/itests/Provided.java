package io.tallyman.itests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a script in {@code scripts/} has got for tests.
 *
 * @param script   name of the script
 * @param programs paths by their names
 */
record Provided(String script, Map<String, String> programs) {
    private static final Path SCRIPTS = Tallyman.HOME.resolve("../../../scripts").normalize();

    /** Runs the script, which gets once what is not in its cache. */
    static Provided by(String script) throws IOException, InterruptedException {
        String said = Commands.run("sh", "-c", "\"$0\" 2>/dev/null", SCRIPTS.resolve(script).toString());
        return new Provided(script, said.lines().map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    /** @throws IOException the script could not get the program */
    String program(String name) throws IOException {
        String program = programs.get(name);
        if (program == null) {
            throw new IOException("no " + name + ": scripts/" + script + " says why");
        }
        return program;
    }
}
