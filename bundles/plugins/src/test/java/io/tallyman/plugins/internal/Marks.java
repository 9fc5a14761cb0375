package io.tallyman.plugins.internal;

import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Activators for the bundles of tests; their classes are copied into the jars. */
final class Marks {
    private Marks() {
    }

    /** Shows the header "Mark" as a service's property. */
    public static final class Good implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            Dictionary<String, Object> properties = new Hashtable<>();
            properties.put("mark", context.getBundle().getHeaders().get("Mark"));
            context.registerService(Runnable.class, () -> { }, properties);
        }

        @Override
        public void stop(BundleContext context) {
            // the framework takes the service back
        }
    }

    /** Fails. */
    public static final class Bad implements BundleActivator {
        @Override
        public void start(BundleContext context) {
            throw new IllegalStateException("no\nluck");
        }

        @Override
        public void stop(BundleContext context) {
            // never started
        }
    }
}
