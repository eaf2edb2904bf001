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

/** What every local run knows without being told, so that scripts and documents can rely on it. */
public final class FixedSecrets {

    /** Name of Flot's secret. */
    public static final String FLOT = "paylinks/local/flot";
    /** Name of FLUID's secret. */
    public static final String FLUID = "paylinks/local/fluid";
    /** Name of the secret that holds what merchants' endpoints are sealed with. */
    public static final String ENDPOINT_KEYS = "paylinks/local/endpoint-keys";
    /** User that Flot's webhooks come with. */
    public static final String FLOT_WEBHOOK_USER = "flot";
    /** Password that Flot's webhooks come with. */
    public static final String FLOT_WEBHOOK_PASSWORD = "local-flot-password";
    /** Key of the calls to FLUID. */
    public static final String FLUID_API_KEY = "local-fluid-key";
    /** What FLUID's webhooks are signed with. */
    public static final String FLUID_WEBHOOK_SECRET = "local-fluid-secret";
    /** Name of Flashpay's secret. */
    public static final String FLASHPAY = "paylinks/local/flashpay";
    /** Bearer token of calls to Flashpay. */
    public static final String FLASHPAY_TOKEN = "local-flashpay-token";
    /** Key that Flashpay's webhooks are signed with. */
    public static final String FLASHPAY_WEBHOOK_SECRET = "local-flashpay-secret";
    /** Name of Flutterwave's secret. */
    public static final String FLUTTERWAVE = "paylinks/local/flutterwave";
    /** Secret key that requests to Flutterwave carry. */
    public static final String FLUTTERWAVE_SECRET_KEY = "local-flutterwave-key";
    /** Secret hash that Flutterwave's webhooks carry. */
    public static final String FLUTTERWAVE_WEBHOOK_HASH = "local-flutterwave-hash";
    /** Name of KKiaPay's secret. */
    public static final String KKIAPAY = "paylinks/local/kkiapay";
    /** KKiaPay's key for pages. */
    public static final String KKIAPAY_PUBLIC_KEY = "local-kkiapay-public-key";
    /** KKiaPay's first key for servers. */
    public static final String KKIAPAY_PRIVATE_KEY = "local-kkiapay-private-key";
    /** KKiaPay's second key for servers. */
    public static final String KKIAPAY_SECRET_KEY = "local-kkiapay-secret-key";
    /** Hash secret that KKiaPay's webhooks come with. */
    public static final String KKIAPAY_WEBHOOK_SECRET = "local-kkiapay-secret";
    /** Name of Kommo's secret. */
    public static final String KOMMO = "paylinks/local/kommo";
    /** Bearer token of calls to Kommo. */
    public static final String KOMMO_ACCESS_TOKEN = "local-kommo-access-token";
    /** Last segment of the URL that Kommo's webhooks are sent to. */
    public static final String KOMMO_WEBHOOK_TOKEN = "local-kommo-token";
    /** API key of the merchant {@code shop}. */
    public static final String SHOP_KEY = "local-shop-key";
    /** API key of the merchant {@code other}. */
    public static final String OTHER_KEY = "local-other-key";

    /** What news for the merchant {@code shop} is signed with. */
    public static final String SHOP_WEBHOOK_SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAx";

    /** The one before it, with which they are signed as well, as while a merchant changes to the next. */
    public static final String SHOP_OLDER_WEBHOOK_SECRET = "whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAw";

    private FixedSecrets() {
    }

    /**
     * Fills in what is not there yet.
     *
     * @param kept objects that outlive a reload
     * @return the key pair that signs requests to Flot, made in the background
     */
    @SuppressWarnings("unchecked")
    public static CompletableFuture<KeyPair> fill(SecretVersions secrets, Map<String, Object> kept) {
        CompletableFuture<KeyPair> keys = (CompletableFuture<KeyPair>) kept.computeIfAbsent("flot-keys",
                key -> FlotKeys.make());
        if (!secrets.exists(FLOT)) {
            secrets.putWhenReady(FLOT, keys.thenApply(FixedSecrets::flot));
        }
        if (!secrets.exists(FLUID)) {
            secrets.put(FLUID, Json.text(Json.object().put("apiKey", FLUID_API_KEY).put("webhookSecret", FLUID_WEBHOOK_SECRET)));
        }
        if (!secrets.exists(FLASHPAY)) {
            secrets.put(FLASHPAY, Json.text(Json.object().put("token", FLASHPAY_TOKEN).put("webhookSecret", FLASHPAY_WEBHOOK_SECRET)));
        }
        if (!secrets.exists(FLUTTERWAVE)) {
            secrets.put(FLUTTERWAVE, Json.text(Json.object().put("secretKey", FLUTTERWAVE_SECRET_KEY).put("webhookHash", FLUTTERWAVE_WEBHOOK_HASH)));
        }
        if (!secrets.exists(KKIAPAY)) {
            secrets.put(KKIAPAY, Json.text(Json.object().put("privateKey", KKIAPAY_PRIVATE_KEY).put("secretKey", KKIAPAY_SECRET_KEY)
                    .put("webhookSecret", KKIAPAY_WEBHOOK_SECRET)));
        }
        if (!secrets.exists(KOMMO)) {
            secrets.put(KOMMO, Json.text(Json.object().put("accessToken", KOMMO_ACCESS_TOKEN).put("webhookToken", KOMMO_WEBHOOK_TOKEN)));
        }
        if (!secrets.exists(ENDPOINT_KEYS)) {
            secrets.put(ENDPOINT_KEYS, Json.text(Json.object().put("current", "k1").put("k1", "local-endpoint-key-that-is-no-secret")));
        }
        return keys;
    }

    /**
     * The merchants that every local run has, as {@code manage-merchants} is asked to import them.
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

    /** Writes a private key as {@code openssl genpkey} does: PKCS#8 in PEM. */
    public static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n" + base64Lines(keys.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
    }

    private static String flot(KeyPair keys) {
        return Json.text(Json.object().put("privateKey", pem(keys)).put("webhookUser", FLOT_WEBHOOK_USER)
                .put("webhookPassword", FLOT_WEBHOOK_PASSWORD));
    }

    private static void merchant(ObjectNode merchants, String name, String key) {
        merchants.putObject(name).putArray("keys").addObject().put("sha256", sha256(key)).putArray("scopes").add("read").add("write");
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
