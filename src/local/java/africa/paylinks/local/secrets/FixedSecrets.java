package africa.paylinks.local.secrets;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The secrets and keys of every local run. They are fixed, so scripts and documents can rely on them. */
public final class FixedSecrets {

    /** Name of Flot's secret. */
    public static final String FLOT = "paylinks/local/flot";
    /** Name of FLUID's secret. */
    public static final String FLUID = "paylinks/local/fluid";
    /** Name of the secret that encrypts merchants' endpoints. */
    public static final String ENDPOINT_KEYS = "paylinks/local/endpoint-keys";
    /** User name of Flot's webhooks. */
    public static final String FLOT_WEBHOOK_USER = "flot";
    /** Password of Flot's webhooks. */
    public static final String FLOT_WEBHOOK_PASSWORD = "local-flot-password";
    /** API key of requests to FLUID. */
    public static final String FLUID_API_KEY = "local-fluid-key";
    /** Key that signs FLUID's webhooks. */
    public static final String FLUID_WEBHOOK_SECRET = "local-fluid-secret";
    /** Name of Flashpay's secret. */
    public static final String FLASHPAY = "paylinks/local/flashpay";
    /** Bearer token of requests to Flashpay. */
    public static final String FLASHPAY_TOKEN = "local-flashpay-token";
    /** Key that signs Flashpay's webhooks. */
    public static final String FLASHPAY_WEBHOOK_SECRET = "local-flashpay-secret";
    /** Name of Flutterwave's secret. */
    public static final String FLUTTERWAVE = "paylinks/local/flutterwave";
    /** Secret key of requests to Flutterwave. */
    public static final String FLUTTERWAVE_SECRET_KEY = "local-flutterwave-key";
    /** Secret hash of Flutterwave's webhooks. */
    public static final String FLUTTERWAVE_WEBHOOK_HASH = "local-flutterwave-hash";
    /** Name of KKiaPay's secret. */
    public static final String KKIAPAY = "paylinks/local/kkiapay";
    /** KKiaPay's key for pages. */
    public static final String KKIAPAY_PUBLIC_KEY = "local-kkiapay-public-key";
    /** KKiaPay's first key for servers. */
    public static final String KKIAPAY_PRIVATE_KEY = "local-kkiapay-private-key";
    /** KKiaPay's second key for servers. */
    public static final String KKIAPAY_SECRET_KEY = "local-kkiapay-secret-key";
    /** Hash secret of KKiaPay's webhooks. */
    public static final String KKIAPAY_WEBHOOK_SECRET = "local-kkiapay-secret";
    /** Name of Paystack's secret. */
    public static final String PAYSTACK = "paylinks/local/paystack";
    /** Secret key of requests to Paystack, which also signs its webhooks. */
    public static final String PAYSTACK_SECRET_KEY = "local-paystack-key";
    /** Name of Kommo's secret. */
    public static final String KOMMO = "paylinks/local/kommo";
    /** Bearer token of requests to Kommo. */
    public static final String KOMMO_ACCESS_TOKEN = "local-kommo-access-token";
    /** Last segment of the URL of Kommo's webhooks. */
    public static final String KOMMO_WEBHOOK_TOKEN = "local-kommo-token";
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

    /**
     * Creates the secrets that do not exist yet.
     *
     * @param state objects that outlive a reload
     * @return the key pair that signs requests to Flot, generated in the background
     */
    @SuppressWarnings("unchecked")
    public static CompletableFuture<KeyPair> fill(SecretVersions secrets, Map<String, Object> state) {
        CompletableFuture<KeyPair> keys = (CompletableFuture<KeyPair>) state.computeIfAbsent("flot-keys",
                key -> FlotKeys.make());
        if (!secrets.exists(FLOT)) {
            secrets.putWhenReady(FLOT, keys.thenApply(FixedSecrets::flot));
        }
        create(secrets, FLUID, Json.object().put("apiKey", FLUID_API_KEY).put("webhookSecret", FLUID_WEBHOOK_SECRET));
        create(secrets, FLASHPAY, Json.object().put("token", FLASHPAY_TOKEN).put("webhookSecret", FLASHPAY_WEBHOOK_SECRET));
        create(secrets, FLUTTERWAVE, Json.object().put("secretKey", FLUTTERWAVE_SECRET_KEY).put("webhookHash", FLUTTERWAVE_WEBHOOK_HASH));
        create(secrets, KKIAPAY, Json.object().put("privateKey", KKIAPAY_PRIVATE_KEY).put("secretKey", KKIAPAY_SECRET_KEY)
                .put("webhookSecret", KKIAPAY_WEBHOOK_SECRET));
        create(secrets, PAYSTACK, Json.object().put("secretKey", PAYSTACK_SECRET_KEY));
        create(secrets, KOMMO, Json.object().put("accessToken", KOMMO_ACCESS_TOKEN).put("webhookToken", KOMMO_WEBHOOK_TOKEN));
        create(secrets, ENDPOINT_KEYS, Json.object().put("current", "k1").put("k1", "local-endpoint-key-that-is-no-secret"));
        return keys;
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

    /** Encodes a private key as {@code openssl genpkey} does: PKCS#8 in PEM. */
    public static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n" + base64Lines(keys.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
    }

    private static void create(SecretVersions secrets, String name, ObjectNode document) {
        if (!secrets.exists(name)) {
            secrets.put(name, Json.text(document));
        }
    }

    private static String flot(KeyPair keys) {
        return Json.text(Json.object().put("privateKey", pem(keys)).put("webhookUser", FLOT_WEBHOOK_USER)
                .put("webhookPassword", FLOT_WEBHOOK_PASSWORD));
    }

    private static void merchant(ObjectNode merchants, String name, String key) {
        merchants.putObject(name).putArray("keys").addObject().put("sha256", sha256(key)).putArray("scopes").add("read").add("write").add("admin");
    }

    private static String base64Lines(byte[] bytes) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
