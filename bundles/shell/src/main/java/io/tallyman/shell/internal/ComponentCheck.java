package io.tallyman.shell.internal;

import io.tallyman.api.check.Check;
import io.tallyman.api.check.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Names the components that are not active, and what each one waits for. OSGi itself does not report these. */
@Component
public final class ComponentCheck implements Check {
    private final ServiceComponentRuntime components;

    @Activate
    public ComponentCheck(@Reference ServiceComponentRuntime components) {
        this.components = components;
    }

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        int up = 0;
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs()) {
            if (!description.bundle.symbolicName.startsWith("io.tallyman.")) {
                continue;
            }
            for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(description)) {
                Finding problem = problem(description, configuration);
                if (problem == null) {
                    up++;
                } else {
                    findings.add(problem);
                }
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok("components", up + " are up")) : findings;
    }

    private static Finding problem(ComponentDescriptionDTO description, ComponentConfigurationDTO configuration) {
        String subject = "component " + description.bundle.symbolicName;
        return switch (configuration.state) {
            case ComponentConfigurationDTO.FAILED_ACTIVATION -> Finding.failure(subject, description.name + " failed: "
                    + configuration.failure.lines().findFirst().orElse(""), "'tallyman doctor --verbose' says more");
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> Finding.failure(subject, description.name
                    + " waits for " + Arrays.stream(configuration.unsatisfiedReferences)
                            .map(r -> interfaceOf(description, r.name)).collect(Collectors.joining(", ")),
                    "is system/ complete? is the bundle that offers it in plugins/?");
            default -> null;
        };
    }

    private static String interfaceOf(ComponentDescriptionDTO description, String reference) {
        return Arrays.stream(description.references).filter(r -> r.name.equals(reference)).map(r -> r.interfaceName)
                .findFirst().orElse(reference);
    }
}
