package io.tallyman.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Runs tests of JCStress in processes of their own. The run is short; with {@code -Dtallyman.stress=long} it takes some
 * minutes for each test.
 */
public final class Stress {
    /** More than a long run takes. */
    public static final long TIMEOUT_SECONDS = 1_800;

    private static final String[] SHORT = {"-f", "1", "-iters", "3", "-time", "200", "-sc", "false"};
    private static final String[] LONG = {"-f", "3", "-iters", "20", "-time", "1000"};

    private Stress() {
    }

    /**
     * Fails where a forbidden outcome is seen, or where a test was not run.
     *
     * @param tests     a class whose nested public classes are the tests
     * @param directory for JCStress's files
     */
    public static void run(Class<?> tests, Path directory) throws IOException, InterruptedException {
        String[] command = {Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "org.openjdk.jcstress.Main", "-t", tests.getSimpleName(), "-c", "2", "-af", "NONE", "-jvmArgs",
            "-Xmx256m -XX:+UseSerialGC", "-v", "-r", directory.toString()};
        String[] mode = "long".equals(System.getProperty("tallyman.stress")) ? LONG : SHORT;
        String[] all = Arrays.copyOf(command, command.length + mode.length);
        System.arraycopy(mode, 0, all, command.length, mode.length);
        Process stress = new ProcessBuilder(all).directory(directory.toFile()).redirectErrorStream(true).start();
        String output = new String(stress.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (stress.waitFor() != 0) {
            throw new AssertionError(output);
        }
        for (Class<?> test : tests.getClasses()) {
            if (!output.contains(tests.getSimpleName() + "." + test.getSimpleName())) {
                throw new AssertionError(test + " was not run:\n" + output);
            }
        }
    }
}
