package io.tallyman.shell.internal;

import io.tallyman.api.output.PrinterFactory;
import io.tallyman.engine.OutputRequest;
import io.tallyman.engine.TraceRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies {@code --decode} and {@code --no-decode} to every output whose printer has the key {@code decode}. */
final class Decoding {
    private static final String KEY = "decode";

    private Decoding() {
    }

    /**
     * @param decode null: each printer uses its own default
     * @throws CommandException no printer of the request has the key
     */
    static TraceRequest in(TraceRequest request, Boolean decode, List<PrinterFactory> printers) throws CommandException {
        if (decode == null) {
            return request;
        }
        Set<String> able = printers.stream().filter(printer -> printer.options().stream()
                .anyMatch(option -> option.name().equals(KEY))).map(PrinterFactory::name).collect(Collectors.toSet());
        List<OutputRequest> outputs = request.outputs().stream()
                .map(output -> able.contains(output.printer()) ? with(output, decode) : output).toList();
        if (outputs.equals(request.outputs())) {
            throw new CommandException(Exit.USAGE, (decode ? "--decode" : "--no-decode") + " has no effect on any of: "
                    + outputs.stream().map(OutputRequest::printer).collect(Collectors.joining(", ")));
        }
        return request.writing(outputs);
    }

    private static OutputRequest with(OutputRequest output, boolean decode) {
        Map<String, String> options = new HashMap<>(output.options());
        options.put(KEY, Boolean.toString(decode));
        return new OutputRequest(output.name(), output.printer(), output.destination(), Map.copyOf(options),
                output.whenFull(), output.queueBytes(), output.screen());
    }
}
