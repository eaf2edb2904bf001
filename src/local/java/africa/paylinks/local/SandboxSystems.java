package africa.paylinks.local;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import africa.paylinks.local.sandbox.merchant.MerchantInbox;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The external systems of the sandbox, each configured with the credentials that the product uses. */
public final class SandboxSystems {

    private final List<SimulatedSystem> systems = SimulatedSystem.all();
    private final Map<String, Object> state;
    private final SecretVersions secrets;
    private final SmallRyeConfig config;
    private final Clock clock;
    private final URI api;
    private final URI webhooks;
    private final URI sandbox;
    private final Supplier<List<String>> shopSecrets;

    /**
     * Connects the systems with the product.
     *
     * @param config where the systems' settings are
     * @param webhooks base URL of the API that receives webhooks, usually {@code api} itself
     * @param shopSecrets the current keys of webhooks to the merchant {@code shop}
     */
    public SandboxSystems(Map<String, Object> state, SecretVersions secrets, SmallRyeConfig config, Clock clock, URI api, URI webhooks, URI sandbox,
            Supplier<List<String>> shopSecrets) {
        this.state = state;
        this.secrets = secrets;
        this.config = config;
        this.clock = clock;
        this.api = api;
        this.webhooks = webhooks;
        this.sandbox = sandbox;
        this.shopSecrets = shopSecrets;
    }

    /**
     * Creates the systems' secrets that do not exist yet.
     *
     * @param background makes those that take time
     * @return completes when all secrets have their values
     */
    public CompletableFuture<Void> fillSecrets(Executor background) {
        return FixedSecrets.fill(secrets, systems, state, background);
    }

    /** Starts all systems. */
    public List<SandboxSystem> start() {
        return Stream.concat(systems.stream().map(system -> system.start(context(system.name()))), Stream.of(merchant())).toList();
    }

    /** Returns what the console shows and suggests for each system, by name. */
    ObjectNode consoleHints() throws IOException {
        ObjectNode hints = Json.object();
        for (SimulatedSystem system : systems) {
            hints.set(system.name(), system.consoleHints());
        }
        return hints;
    }

    private SandboxContext context(String system) {
        return new SandboxContext(system, URI.create(sandbox + "/" + system), api, List.of(FixedSecrets.SHOP_KEY, FixedSecrets.OTHER_KEY),
                URI.create(webhooks + "/webhooks/" + system),
                () -> Json.stored(secrets.value(FixedSecrets.nameOf(system), SecretVersions.CURRENT).orElseThrow()), config, state, clock);
    }

    private SandboxSystem merchant() {
        return new MerchantInbox(shopSecrets, new Orders(state, "merchant"), state, clock);
    }
}
