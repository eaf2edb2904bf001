package africa.paylinks.local.secrets;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The secrets and keys of every local run; those of the providers are in their packages. They are fixed, so scripts and documents can rely on them. */
public final class FixedSecrets {

    /** Name of the secret that encrypts merchants' endpoints. */
    public static final String ENDPOINT_KEYS = nameOf("endpoint-keys");
    /** API key of the merchant {@code shop}. */
    public static final String SHOP_KEY = "local-shop-key";
    /** API key of the merchant {@code other}. */
    public static final String OTHER_KEY = "local-other-key";

    /** Current key that signs webhooks to the merchant {@code shop}. */
    public static final String SHOP_WEBHOOK_SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAx";

    /** Previous key that also signs them, as during a rotation. */
    public static final String SHOP_OLDER_WEBHOOK_SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAw";

    private FixedSecrets() {
    }

    /** Returns the name of a system's secret. */
    public static String nameOf(String system) {
        return "paylinks/local/" + system;
    }

    /**
     * Creates the secrets that do not exist yet.
     *
     * @param systems    whose secrets to create
     * @param state      objects that outlive a reload
     * @param background makes secrets that take time; readers wait for them
     * @return completes when all secrets have their values
     */
    public static CompletableFuture<Void> fill(SecretVersions secrets, List<SimulatedSystem> systems, Map<String, Object> state, Executor background) {
        if (!secrets.hasValue(ENDPOINT_KEYS)) {
            secrets.put(ENDPOINT_KEYS, Json.text(Json.object().put("current", "k1").put("k1", "local-endpoint-key-that-is-no-secret")));
        }
        List<CompletableFuture<String>> made = new ArrayList<>();
        for (SimulatedSystem system : systems) {
            String name = nameOf(system.name());
            if (!secrets.hasValue(name)) {
                CompletableFuture<String> document = CompletableFuture.supplyAsync(() -> Json.text(system.secret(state)), background);
                made.add(document);
                secrets.putWhenReady(name, document);
            }
        }
        return CompletableFuture.allOf(made.toArray(CompletableFuture[]::new));
    }

    /**
     * Returns the request with which {@code manage-merchants} imports the merchants of every local run.
     *
     * @param sandbox the sandbox's URL, where the merchant {@code shop} has its endpoint
     */
    public static byte[] merchants(URI sandbox) {
        ObjectNode request = Json.object().put("command", "import");
        ObjectNode merchants = request.putObject("merchants");
        merchant(merchants, "shop", SHOP_KEY);
        merchant(merchants, "other", OTHER_KEY);
        merchants.withObject("/shop/endpoint").put("url", sandbox + "/merchant").putArray("secrets").add(SHOP_WEBHOOK_SECRET)
                .add(SHOP_OLDER_WEBHOOK_SECRET);
        return Json.bytes(request);
    }

    private static void merchant(ObjectNode merchants, String name, String key) {
        merchants.putObject(name).putArray("keys").addObject().put("sha256", sha256(key)).putArray("scopes").add("read").add("write").add("admin");
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
