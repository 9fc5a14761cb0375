package io.tallyman.lib.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.net.URI;
import java.nio.file.Path;

/**
 * Tells docker-java where the engine is, and nothing else. docker-java's own configuration also reads the environment, the
 * user's home and a config.json in the working directory.
 *
 * @param socket path of the unix socket
 * @param json   one mapper for all questions, because a mapper is slow until it knows the classes
 */
record SocketConfig(Path socket, ObjectMapper json) implements DockerClientConfig {
    @Override
    public URI getDockerHost() {
        return URI.create("unix://" + socket.toUri().getRawPath());
    }

    @Override
    public RemoteApiVersion getApiVersion() {
        return RemoteApiVersion.UNKNOWN_VERSION;
    }

    @Override
    public ObjectMapper getObjectMapper() {
        return json;
    }

    @Override
    public String getRegistryUsername() {
        return null;
    }

    @Override
    public String getRegistryPassword() {
        return null;
    }

    @Override
    public String getRegistryEmail() {
        return null;
    }

    @Override
    public String getRegistryUrl() {
        return null;
    }

    @Override
    public AuthConfig effectiveAuthConfig(String imageName) {
        return null;
    }

    @Override
    public AuthConfigurations getAuthConfigurations() {
        return new AuthConfigurations();
    }

    @Override
    @SuppressWarnings("deprecation") // docker-java has deprecated the type and not the method
    public SSLConfig getSSLConfig() {
        return null;
    }
}
