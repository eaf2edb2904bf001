package africa.paylinks.local;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.flashpay.FlashpaySandbox;
import africa.paylinks.local.sandbox.flot.FlotSandbox;
import africa.paylinks.local.sandbox.fluid.FluidSandbox;
import africa.paylinks.local.sandbox.fluid.FluidTiming;
import africa.paylinks.local.sandbox.fluid.FluidWebhooks;
import africa.paylinks.local.sandbox.flutterwave.FlutterwaveSandbox;
import africa.paylinks.local.sandbox.flutterwave.FlutterwaveSandboxSettings;
import africa.paylinks.local.sandbox.kkiapay.KkiapayKeys;
import africa.paylinks.local.sandbox.kkiapay.KkiapaySandbox;
import africa.paylinks.local.sandbox.kkiapay.KkiapayWebhooks;
import africa.paylinks.local.sandbox.kkiapay.LinkOpener;
import africa.paylinks.local.sandbox.kommo.KommoSandbox;
import africa.paylinks.local.sandbox.kommo.KommoTiming;
import africa.paylinks.local.sandbox.kommo.KommoWebhooks;
import africa.paylinks.local.sandbox.merchant.MerchantInbox;
import africa.paylinks.local.sandbox.paystack.PaystackSandbox;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.secrets.SecretVersions;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The external systems of the sandbox, each configured with the credentials that the product uses. */
public final class SandboxSystems {

    /** Runs the schedule of Kommo's webhooks 600 times faster: its last delay of one hour takes 6 seconds. */
    private static final int KOMMO_ACCELERATION = 600;

    private final Map<String, Object> state;
    private final SecretVersions secrets;
    private final Clock clock;
    private final URI api;
    private final URI webhooks;
    private final URI sandbox;
    private final FluidTiming fluidTiming;
    private final FlutterwaveSandboxSettings flutterwaveSettings;
    private final Supplier<List<String>> shopSecrets;

    /**
     * Connects the systems with the product.
     *
     * @param webhooks base URL of the API that receives webhooks, usually {@code api} itself
     * @param shopSecrets the current keys of webhooks to the merchant {@code shop}
     */
    public SandboxSystems(Map<String, Object> state, SecretVersions secrets, Clock clock, URI api, URI webhooks, URI sandbox,
            FluidTiming fluidTiming, FlutterwaveSandboxSettings flutterwaveSettings, Supplier<List<String>> shopSecrets) {
        this.state = state;
        this.secrets = secrets;
        this.clock = clock;
        this.api = api;
        this.webhooks = webhooks;
        this.sandbox = sandbox;
        this.fluidTiming = fluidTiming;
        this.flutterwaveSettings = flutterwaveSettings;
        this.shopSecrets = shopSecrets;
    }

    /**
     * Returns all systems.
     *
     * @param flotMerchantKey the public key that Flot knows
     */
    public List<SandboxSystem> all(Supplier<PublicKey> flotMerchantKey) {
        return List.of(flot(flotMerchantKey), fluid(), flutterwave(), kkiapay(), flashpay(), paystack(), kommo(), merchant());
    }

    private FlotSandbox flot(Supplier<PublicKey> merchantKey) {
        Orders orders = new Orders(state, "flot");
        return new FlotSandbox(sandbox + "/flot", merchantKey,
                () -> secret(FixedSecrets.FLOT, "webhookUser") + ":" + secret(FixedSecrets.FLOT, "webhookPassword"), orders,
                webhooks("flot", orders), clock);
    }

    private FluidSandbox fluid() {
        Orders orders = new Orders(state, "fluid");
        return new FluidSandbox(sandbox + "/fluid", () -> secret(FixedSecrets.FLUID, "apiKey"), () -> secret(FixedSecrets.FLUID, "webhookSecret"),
                orders, new FluidWebhooks(state, target("fluid"), orders, fluidTiming, clock), fluidTiming, clock);
    }

    private FlutterwaveSandbox flutterwave() {
        Orders orders = new Orders(state, "flutterwave");
        return new FlutterwaveSandbox(sandbox + "/flutterwave", () -> document(FixedSecrets.FLUTTERWAVE), orders,
                webhooks("flutterwave", orders), flutterwaveSettings.webhookInterval(), clock);
    }

    private KkiapaySandbox kkiapay() {
        Orders orders = new Orders(state, "kkiapay");
        KkiapayKeys keys = new KkiapayKeys(FixedSecrets.KKIAPAY_PUBLIC_KEY, FixedSecrets.KKIAPAY_PRIVATE_KEY, FixedSecrets.KKIAPAY_SECRET_KEY);
        return new KkiapaySandbox(keys, LinkOpener.at(api, List.of(FixedSecrets.SHOP_KEY, FixedSecrets.OTHER_KEY)), orders,
                new KkiapayWebhooks(webhooks("kkiapay", orders), orders, () -> secret(FixedSecrets.KKIAPAY, "webhookSecret"),
                        Duration.ofMillis(50)), clock);
    }

    private FlashpaySandbox flashpay() {
        Orders orders = new Orders(state, "flashpay");
        return new FlashpaySandbox(sandbox + "/flashpay", () -> secret(FixedSecrets.FLASHPAY, "token"),
                () -> secret(FixedSecrets.FLASHPAY, "webhookSecret"), orders, webhooks("flashpay", orders), clock);
    }

    private PaystackSandbox paystack() {
        Orders orders = new Orders(state, "paystack");
        return new PaystackSandbox(sandbox + "/paystack", () -> secret(FixedSecrets.PAYSTACK, "secretKey"), orders, webhooks("paystack", orders), clock);
    }

    private KommoSandbox kommo() {
        KommoWebhooks webhooks = new KommoWebhooks(state, () -> URI.create(target("kommo") + "/" + secret(FixedSecrets.KOMMO, "webhookToken")),
                KommoTiming.acceleratedBy(KOMMO_ACCELERATION), clock);
        return new KommoSandbox(sandbox + "/kommo", () -> secret(FixedSecrets.KOMMO, "accessToken"), new Orders(state, "kommo"), webhooks, clock);
    }

    private MerchantInbox merchant() {
        return new MerchantInbox(shopSecrets, new Orders(state, "merchant"), state, clock);
    }

    private Webhooks webhooks(String system, Orders orders) {
        return new Webhooks(state, target(system), orders, clock);
    }

    private URI target(String system) {
        return URI.create(webhooks + "/webhooks/" + system);
    }

    private String secret(String name, String field) {
        return document(name).path(field).asText();
    }

    private ObjectNode document(String name) {
        return Json.stored(secrets.value(name, SecretVersions.CURRENT).orElseThrow());
    }
}
