package africa.paylinks.flot;

import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.HeaderValue;
import africa.paylinks.provider.Operation;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sends signed requests to Flot's API. */
@Singleton
public final class FlotClient {

    private static final Operation CREATE_LINK = new Operation(FlotProvider.NAME, "create-link");
    private static final Operation STATUS = new Operation(FlotProvider.NAME, "status");
    private static final String CREATE_PATH = "/merchants/private/v1/payment-links";

    private final FlotConfig config;
    private final Secrets secrets;
    private final ProviderHttp http;
    private volatile KeyInUse keyInUse;

    public FlotClient(FlotConfig config, Secrets secrets, ProviderHttp http) {
        this.config = config;
        this.secrets = secrets;
        this.http = http;
    }

    /** Parses the private key at start-up, which saves time in the first request. */
    void prepare() {
        privateKey();
    }

    /**
     * Creates a payment link (Flot developers page, "Payment link endpoint").
     *
     * @throws ProviderHttp.ProviderUnreachable if Flot does not answer
     * @throws ProviderNotConfigured            if the merchant id or the private key is missing or unusable
     */
    Answer createLink(PaymentTerms terms) {
        JsonObject body = Json.object().put("merchantId", merchantId()).put("type", terms.method().wireName());
        body.putObject("payload")
                .put("orderId", terms.id())
                .put("amount", terms.amount().majorText())
                .put("currency", terms.amount().currency());
        byte[] bytes = Json.bytes(body);
        Map<String, String> headers = headers(bytes);
        headers.put("Content-Type", "application/json");
        return http.send(CREATE_LINK, "POST", uri(CREATE_PATH), headers, Optional.of(bytes), config.timeout());
    }

    /**
     * Gets the status of a payment attempt (integration guide v2.0; not on the developers page). The request has no body,
     * so the signature covers method and path.
     *
     * @throws ProviderHttp.ProviderUnreachable if Flot does not answer
     * @throws ProviderNotConfigured            if the merchant id or the private key is missing or unusable
     */
    Answer attempt(String orderId, String attemptId) {
        URI uri = uri("/merchants/private/v1/external-orders/" + orderId + "/payment-attempts/" + attemptId);
        byte[] signed = ("GET\n" + uri.getRawPath()).getBytes(StandardCharsets.UTF_8);
        return http.send(STATUS, "GET", uri, headers(signed), Optional.empty(), config.timeout());
    }

    private Map<String, String> headers(byte[] signed) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put(config.signatureHeader(), FlotSignature.sign(signed, privateKey()));
        if (config.dialect() == Dialect.MERCHANT_GUIDE) {
            headers.put("X-Flot-Merchant-Id", merchantId());
        }
        return headers;
    }

    private URI uri(String path) {
        return BaseUrl.join("paylinks.flot.base-url", config.baseUrl(), path);
    }

    private String merchantId() {
        return HeaderValue.of("paylinks.flot.merchant-id", config.merchantId().filter(id -> !id.isBlank()).orElseThrow(() ->
                new ProviderNotConfigured("Flot has no merchant id: set paylinks.flot.merchant-id.")));
    }

    private PrivateKey privateKey() {
        Secret pem = secrets.current(FlotProvider.NAME).secret("privateKey").orElseThrow(() ->
                new ProviderNotConfigured("Flot has no private key: store it as 'privateKey' in Flot's secret."));
        KeyInUse key = keyInUse;
        if (key == null || !pem.matches(key.pem.bytes())) {
            try {
                key = new KeyInUse(pem, FlotSignature.privateKey(pem.text()));
            } catch (IllegalArgumentException unusable) {
                throw new ProviderNotConfigured("Flot's secret 'privateKey': " + unusable.getMessage());
            }
            keyInUse = key;
        }
        return key.key;
    }

    private record KeyInUse(Secret pem, PrivateKey key) {
    }
}
