package io.tallyman.engine.internal.configured;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import io.tallyman.engine.internal.output.Plugins;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Where Config Admin hands in the configurations of outputs, and where consoles read which keys there are. */
@Component(service = {ManagedServiceFactory.class, MetaTypeProvider.class, ConfigurationListener.class}, property = {
    Constants.SERVICE_PID + "=" + Engine.OUTPUT_PID,
    MetaTypeProvider.METATYPE_FACTORY_PID + "=" + Engine.OUTPUT_PID})
public final class OutputFactory implements ManagedServiceFactory, MetaTypeProvider, ConfigurationListener {
    private final ConfiguredOutputs outputs;
    private final Plugins plugins;
    private final Predicate<String> exists;

    @Activate
    public OutputFactory(@Reference SessionControl engine, @Reference Plugins plugins,
            @Reference ConfigurationAdmin configurations) {
        this(engine, plugins, pid -> exists(configurations, pid));
    }

    /** @param exists whether there is a configuration with this PID now */
    OutputFactory(SessionControl engine, Plugins plugins, Predicate<String> exists) {
        outputs = engine.configured();
        this.plugins = plugins;
        this.exists = exists;
    }

    private static boolean exists(ConfigurationAdmin configurations, String pid) {
        try {
            Configuration[] all = configurations.listConfigurations("(service.factoryPid=" + Engine.OUTPUT_PID + ")");
            return all != null && Arrays.stream(all).anyMatch(c -> c.getPid().equals(pid));
        } catch (IOException | InvalidSyntaxException e) {
            return true;
        }
    }

    @Override
    public String getName() {
        return "Tallyman outputs";
    }

    @Override
    public void updated(String pid, Dictionary<String, ?> properties) throws ConfigurationException {
        Map<String, Object> values = Collections.list(properties.keys()).stream()
                .collect(Collectors.toMap(Function.identity(), properties::get));
        try {
            outputs.update(pid, name(pid), values);
        } catch (TraceException e) {
            deleteIfGone(pid);
            throw new ConfigurationException(e.key(), e.getMessage(), e);
        }
    }

    /** {@code io.tallyman.output~all} is {@code all}; so is every other way to part the two. */
    static String name(String pid) {
        boolean ours = pid.startsWith(Engine.OUTPUT_PID) && pid.length() > Engine.OUTPUT_PID.length() + 1;
        return ours ? pid.substring(Engine.OUTPUT_PID.length() + 1) : pid;
    }

    @Override
    public void deleted(String pid) {
        outputs.delete(pid);
    }

    /** Config Admin does not call {@link #deleted} for a configuration that was refused before. */
    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() == ConfigurationEvent.CM_DELETED && Engine.OUTPUT_PID.equals(event.getFactoryPid())) {
            deleteIfGone(event.getPid());
        }
    }

    private void deleteIfGone(String pid) {
        if (!exists.test(pid)) {
            outputs.delete(pid);
        }
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, String locale) {
        return new OutputDefinition(plugins.printers(), plugins.destinations());
    }

    @Override
    public String[] getLocales() {
        return null;
    }
}
