package africa.paylinks.local.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The local stack as a simulated system sees it.
 *
 * @param system the system's name
 * @param baseUrl URL of the system in the sandbox
 * @param api base URL of the product's API
 * @param merchantKeys API keys of all merchants
 * @param webhookUrl the product's route for the system's webhooks
 * @param secret the system's current secret, which a rotation changes
 * @param config where the system's settings are
 * @param state objects that outlive a reload
 */
public record SandboxContext(String system, URI baseUrl, URI api, List<String> merchantKeys, URI webhookUrl, Supplier<ObjectNode> secret,
        SmallRyeConfig config, Map<String, Object> state, Clock clock) {

    /** Opens what the system stores. */
    public Orders orders() {
        return new Orders(state, system);
    }

    /** Returns what sends the system's webhooks, and records them under the orders. */
    public Webhooks webhooks(Orders orders) {
        return new Webhooks(state, webhookUrl, orders, clock);
    }

    /** Reads a field of the current secret at each call. */
    public Supplier<String> secretField(String name) {
        return () -> secret.get().path(name).asText();
    }

    /** Reads the system's own settings, which no bean names. */
    public <T> T settings(Class<T> mapping) {
        ConfigMappings.registerConfigMappings(config, Set.of(ConfigClass.configClass(mapping)));
        return config.getConfigMapping(mapping);
    }
}
