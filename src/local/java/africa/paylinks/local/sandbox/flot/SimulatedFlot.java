package africa.paylinks.local.sandbox.flot;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Flot in the local stack. */
public final class SimulatedFlot implements SimulatedSystem {

    /** User name of webhooks. */
    public static final String WEBHOOK_USER = "flot";
    /** Password of webhooks. */
    public static final String WEBHOOK_PASSWORD = "local-flot-password";

    @Override
    public String name() {
        return "flot";
    }

    @Override
    public ObjectNode secret(Map<String, Object> state) {
        return Json.object().put("privateKey", FlotKeys.pem(keys(state).join())).put("webhookUser", WEBHOOK_USER).put("webhookPassword", WEBHOOK_PASSWORD);
    }

    @Override
    public SandboxSystem start(SandboxContext context) {
        Orders orders = context.orders();
        Supplier<String> user = context.secretField("webhookUser");
        Supplier<String> password = context.secretField("webhookPassword");
        return new FlotSandbox(context.baseUrl().toString(), () -> keys(context.state()).join().getPublic(), () -> user.get() + ":" + password.get(), orders,
                context.webhooks(orders), context.clock());
    }

    /** The key pair that signs requests, made in the background at the first call. */
    @SuppressWarnings("unchecked")
    private static CompletableFuture<KeyPair> keys(Map<String, Object> state) {
        return (CompletableFuture<KeyPair>) state.computeIfAbsent("flot-keys", key -> FlotKeys.make());
    }
}
