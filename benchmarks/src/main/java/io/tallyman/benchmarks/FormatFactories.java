package io.tallyman.benchmarks;

import io.tallyman.api.output.Printer;
import io.tallyman.api.output.PrinterFactory;
import io.tallyman.printer.cef.internal.CefPrinterFactory;
import io.tallyman.printer.csv.internal.CsvPrinterFactory;
import io.tallyman.printer.ecs.internal.EcsPrinterFactory;
import io.tallyman.printer.ecs.internal.EsBulkPrinterFactory;
import io.tallyman.printer.falco.internal.FalcoPrinterFactory;
import io.tallyman.printer.json.internal.JsonPrinterFactory;
import io.tallyman.printer.ocsf.internal.OcsfPrinterFactory;
import io.tallyman.printer.otlp.internal.OtlpPrinterFactory;
import io.tallyman.printer.splunk.internal.HecPrinterFactory;
import io.tallyman.printer.table.internal.TablePrinterFactory;
import io.tallyman.testing.FakeContext;
import java.util.List;

/** The printers by the names that the benchmarks give them. */
final class FormatFactories {
    private static final String FLAT = "json-flat";
    /** All that events are sent on in. */
    static final List<String> NAMES =
            List.of("otlp", "json", FLAT, "ecs", "es-bulk", "ocsf", "falco", "splunk-hec", "cef", "csv", "table");

    private FormatFactories() {
    }

    /** A new printer with its defaults. */
    static Printer printer(String format) {
        PrinterFactory factory = switch (format) {
            case "json", FLAT -> new JsonPrinterFactory();
            case "ecs" -> new EcsPrinterFactory();
            case "es-bulk" -> new EsBulkPrinterFactory();
            case "ocsf" -> new OcsfPrinterFactory();
            case "otlp" -> new OtlpPrinterFactory();
            case "falco" -> new FalcoPrinterFactory();
            case "splunk-hec" -> new HecPrinterFactory();
            case "cef" -> new CefPrinterFactory();
            case "csv" -> new CsvPrinterFactory();
            case "table" -> new TablePrinterFactory();
            default -> throw new IllegalArgumentException(format);
        };
        return factory.create(format.equals(FLAT) ? FakeContext.of(factory, "flat", "true") : FakeContext.of(factory));
    }
}
