package io.tallyman.output.stdout.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = stdout}: writes to the standard output of the process. */
@Component(service = DestinationFactory.class)
public final class StdoutFactory implements DestinationFactory {
    /** {@code System.out} does not serve: Gogo replaces that stream, and a print stream hides errors. */
    private final Stdout stdout = new Stdout(new FileOutputStream(FileDescriptor.out).getChannel());

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public List<OptionSpec> options() {
        return List.of();
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        return stdout.open();
    }

    @Override
    public boolean blocksByDefault() {
        return true;
    }
}
