package io.tallyman.source.ebpf.internal;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Privileged tests of this module without Maven, which has no place in another kernel: {@code scripts/kernel-events} runs
 * them there. Prints a line for each, which begins with "passed", "failed" or "skipped".
 */
final class PrivilegedTests implements TestExecutionListener {
    private long began;

    /** @param classes their names without "PrivilegedTest" */
    public static void main(String[] classes) {
        String place = PrivilegedTests.class.getPackageName() + ".";
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Stream.of(classes).map(name -> selectClass(place + name + "PrivilegedTest")).toList())
                // an emulated machine takes its time
                .configurationParameter("junit.jupiter.execution.timeout.mode", "disabled").build();
        LauncherFactory.create().execute(request, new PrivilegedTests());
    }

    private static String name(TestIdentifier test) {
        return test.getUniqueId().replaceAll(".*class:[a-z.]*|\\]|\\(\\)", "").replaceAll("/\\[[a-z-]*:", ".");
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        began = System.nanoTime();
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        System.out.println("skipped " + name(test) + " " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Throwable failure = result.getThrowable().orElse(null);
        if (failure != null) {
            System.out.println("failed " + name(test) + " " + failure.toString().replace('\n', ' '));
            failure.printStackTrace();
        } else if (test.isTest()) {
            System.out.println("passed " + name(test) + " " + (System.nanoTime() - began) / 1_000_000 + " ms");
        }
    }
}
