package io.tallyman.output.syslog.internal;

import io.tallyman.api.output.Destination;
import io.tallyman.api.output.DestinationFactory;
import io.tallyman.api.output.OptionSpec;
import io.tallyman.delivery.DeliveryOptions;
import io.tallyman.delivery.TlsOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code destination = syslog}: sends each line as a message of syslog, to a server or to this machine's daemon. */
@Component
public final class SyslogFactory implements DestinationFactory {
    private static final List<OptionSpec> OPTIONS = List.of(
            OptionSpec.text(SyslogAddress.KEY, "unix:/dev/log",
                    "Who listens: tls:host:port, tcp:host:port, udp:host:port or unix:/path."),
            new OptionSpec("form", OptionSpec.Type.CHOICE, "auto", Header.FORMS,
                    "rfc5424, or local as syslog(3) writes; auto: local for a unix socket, else rfc5424."),
            new OptionSpec("facility", OptionSpec.Type.CHOICE, "daemon", Header.FACILITIES,
                    "Which part of the system the messages are said to come from."),
            new OptionSpec("level", OptionSpec.Type.CHOICE, "info", Header.LEVELS, "How severe each message is."),
            OptionSpec.text("app-name", "tallyman", "Name of the program in each message."),
            OptionSpec.text("hostname", "", "Name of this machine in each message; else the one that the system has."),
            TlsOptions.CA_FILE, TlsOptions.CERT_FILE, TlsOptions.KEY_FILE,
            DeliveryOptions.TIMEOUT, DeliveryOptions.RETRY_FOR);

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public List<OptionSpec> options() {
        return OPTIONS;
    }

    @Override
    public Destination open(Map<String, String> options) throws IOException {
        SyslogAddress address = SyslogAddress.of(options.get(SyslogAddress.KEY));
        if (!address.isTls() && TlsOptions.anySet(options)) {
            throw new IllegalArgumentException("key '" + SyslogAddress.KEY + "' cannot be '"
                    + options.get(SyslogAddress.KEY) + "' together with files for TLS: allowed is tls:host:port");
        }
        Carrier carrier = address.carrier(DeliveryOptions.timeout(options),
                address.isTls() ? TlsOptions.context(options) : null);
        return new SyslogDestination(carrier, DeliveryOptions.retry(options),
                new Messages(Header.of(options, address.isUnix()), address.isStream()));
    }
}
