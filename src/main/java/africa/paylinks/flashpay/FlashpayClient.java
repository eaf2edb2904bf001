package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.HeaderValue;
import africa.paylinks.provider.Operation;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Calls Flashpay's API. Each call throws {@link ProviderHttp.ProviderUnreachable} if Flashpay does not answer, and
 * {@link ProviderNotConfigured} if the base URL or the token is missing.
 */
@Singleton
public final class FlashpayClient {

    private static final Logger LOG = Logger.getLogger(FlashpayClient.class);
    private static final Operation CREATE_LINK = new Operation(FlashpayProvider.NAME, "create-link");
    private static final Operation STATUS = new Operation(FlashpayProvider.NAME, "status");
    private static final Operation BANKS = new Operation(FlashpayProvider.NAME, "banks");
    private static final String PAYMENT_PATH = "/api/v1/payment/";
    private static final String NO_ADDRESS = "Flashpay has no base URL and does not publish one:"
            + " set paylinks.flashpay.base-url to the one that Flashpay gave you.";

    private final FlashpayConfig config;
    private final Secrets secrets;
    private final ProviderHttp http;

    public FlashpayClient(FlashpayConfig config, Secrets secrets, ProviderHttp http) {
        this.config = config;
        this.secrets = secrets;
        this.http = http;
        if (config.baseUrl().isEmpty()) {
            LOG.warn("flashpay-not-configured " + NO_ADDRESS + " Until then, payments by Flashpay are answered 503.");
        }
    }

    /**
     * Creates a payment intent, with the account to transfer to ("New payment intent"); amounts are in kobo.
     *
     * <p>Flashpay does not document repeated references. Its payments have an {@code idempotencyKey}, so every request for
     * a payment sends the same key, in the usual header.
     */
    Answer create(PaymentTerms terms) {
        JsonObject body = Json.object()
                .put("amount", terms.amount().minor())
                .put("currency", terms.amount().currency())
                .put("reference", terms.id())
                .put("expiresAt", terms.expiresAt().toString());
        terms.descriptionLine().ifPresent(description -> body.put("description", description));
        Map<String, String> headers = headers();
        headers.put("Content-Type", "application/json");
        headers.put("Idempotency-Key",
                UUID.nameUUIDFromBytes(terms.id().getBytes(StandardCharsets.UTF_8)).toString());
        return http.send(CREATE_LINK, "POST", uri(config.createPath()), headers, Optional.of(Json.bytes(body)), config.timeout());
    }

    /** Gets a payment by Flashpay's id ("Payment details by ID"). */
    Answer payment(String id) {
        return get(STATUS, PAYMENT_PATH + encoded(id), config.timeout());
    }

    /** Gets the recent payments to an account ("Recent payment by destination account"). */
    Answer recent(String account) {
        return get(STATUS, PAYMENT_PATH + "recent/" + encoded(account), config.timeout());
    }

    /** Lists the banks ("Fetch list of available banks"). */
    Answer banks(Duration timeout) {
        String path = config.banksPath().filter(text -> !text.isBlank()).orElseThrow(() -> new ProviderNotConfigured(
                "Flashpay does not document the path of its list of banks: set paylinks.flashpay.banks-path."));
        return get(BANKS, path, timeout);
    }

    private Answer get(Operation operation, String path, Duration timeout) {
        return http.send(operation, "GET", uri(path), headers(), Optional.empty(), timeout);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Authorization", "Bearer "
                + HeaderValue.ofSecret("Flashpay", secrets.current(FlashpayProvider.NAME), "token"));
        return headers;
    }

    private URI uri(String path) {
        return BaseUrl.join("paylinks.flashpay.base-url",
                config.baseUrl().orElseThrow(() -> new ProviderNotConfigured(NO_ADDRESS)), path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
