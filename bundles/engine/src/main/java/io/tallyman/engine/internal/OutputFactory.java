package io.tallyman.engine.internal;

import io.tallyman.engine.Engine;
import io.tallyman.engine.TraceException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Where Config Admin hands in the configurations of outputs, and where consoles read which keys there are. */
@Component(service = {ManagedServiceFactory.class, MetaTypeProvider.class}, property = {
    Constants.SERVICE_PID + "=" + Engine.OUTPUT_PID,
    MetaTypeProvider.METATYPE_FACTORY_PID + "=" + Engine.OUTPUT_PID})
public final class OutputFactory implements ManagedServiceFactory, MetaTypeProvider {
    private final ConfiguredOutputs outputs;
    private final Plugins plugins;

    @Activate
    public OutputFactory(@Reference EngineService engine, @Reference Plugins plugins) {
        outputs = engine.configured();
        this.plugins = plugins;
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

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, String locale) {
        return new OutputDefinition(plugins.printers(), plugins.destinations());
    }

    @Override
    public String[] getLocales() {
        return null;
    }
}
