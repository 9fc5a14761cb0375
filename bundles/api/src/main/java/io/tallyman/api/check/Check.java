package io.tallyman.api.check;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Looks at this machine for {@code tallyman doctor}. Register it as a service. */
@ConsumerType
@FunctionalInterface
public interface Check {
    /** Runs within a few seconds, changes nothing. */
    List<Finding> run();
}
