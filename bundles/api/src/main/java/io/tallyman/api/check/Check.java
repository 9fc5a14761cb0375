package io.tallyman.api.check;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** One thing that {@code tallyman doctor} checks on this machine. Register a check as a service. */
@ConsumerType
@FunctionalInterface
public interface Check {
    /** Runs the check. It returns within a few seconds and changes nothing on the machine. */
    List<Finding> run();
}
