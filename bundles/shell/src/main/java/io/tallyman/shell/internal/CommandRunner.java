package io.tallyman.shell.internal;

import io.tallyman.launcher.Launch;
import java.io.IOException;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs the command line of the process. The command line is parsed while other bundles still start, and a command that
 * needs these bundles waits for them.
 */
@Component(immediate = true, service = {})
public final class CommandRunner {
    @Activate
    public CommandRunner(BundleContext context, @Reference Launch launch, @Reference Services services) {
        launch.claim();
        String version = version(context.getBundle().getVersion().toString());
        Thread thread = new Thread(() -> run(launch, services, version), "tallyman-command");
        thread.setDaemon(true);
        thread.start();
    }

    /** The build has the product keep its listings, instead of what the arguments say. */
    private static int command(Services services, Launch launch, Console console, String version) {
        if (!Boolean.getBoolean("tallyman.listings")) {
            return Commands.run(services, launch, console, version, launch.arguments());
        }
        try {
            KeptListings.write(launch.home(), new OfferedListings(services, launch::awaitStarted));
            return Exit.OK;
        } catch (IOException | CommandException | InterruptedException e) {
            throw new IllegalStateException("the listings are not kept", e);
        }
    }

    /** What {@code --version} prints. */
    static String version(String product) {
        return "tallyman " + product + " (Java " + Runtime.version() + ")";
    }

    private static void run(Launch launch, Services services, String version) {
        Console console = ProcessConsole.open();
        int code = Exit.FAILED;
        try {
            code = command(services, launch, console, version);
        } catch (RuntimeException | Error e) {
            console.message("failed: " + e);
            e.printStackTrace(console.err());
        } finally {
            launch.exit(code);
        }
    }
}
