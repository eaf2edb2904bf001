package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.RetryAfter;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.AnswerStatus;
import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.HeaderValue;
import africa.paylinks.provider.Operation;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Calls FLUID's API. Each call throws {@link ProviderHttp.ProviderUnreachable} if FLUID does not answer, {@link ProviderNotConfigured} without an API key. */
@Singleton
public final class FluidClient {

    /** Limit on Retry-After: one header must not stop status checks for longer. */
    private static final Duration MAX_RETRY_DELAY = Duration.ofMinutes(15);
    private static final String DEBITS = "/payment-providers/debit-requests/";
    private static final String BANKS = "/payment-providers/banks";

    private final FluidConfig config;
    private final Secrets secrets;
    private final ProviderHttp http;
    private final Clock clock;
    private volatile Instant retryAt = Instant.MIN;

    public FluidClient(FluidConfig config, Secrets secrets, ProviderHttp http, Clock clock) {
        this.config = config;
        this.secrets = secrets;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Checks the API key early, so that the merchant and not the customer sees that it is missing.
     *
     * @throws ProviderNotConfigured if the API key is missing or malformed
     */
    void requireKey() {
        key();
    }

    /** Creates a debit (API reference, "Create charge"). */
    Answer charge(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
        byte[] body = Json.bytes(config.dialect().debit(terms, number, phone, bank, address));
        return send("debit", "POST", config.chargePath(), Optional.of(body), config.timeout());
    }

    /** Gets the status of a debit (API reference, "Get status"). */
    Answer debit(String reference) {
        return get("status", DEBITS + URLEncoder.encode(reference, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /** Lists the banks (API reference, "List banks"). */
    Answer banks() {
        return get("banks", BANKS);
    }

    /**
     * Gets the balance.
     *
     * @throws ProviderNotConfigured also if no path is configured
     */
    Answer balance() {
        return get("balance", config.balancePath().filter(path -> !path.isBlank()).orElseThrow(() -> new ProviderNotConfigured(
                "FLUID's balance call is not configured. FLUID does not document its path: ask FLUID and set "
                        + "paylinks.fluid.balance-path.")));
    }

    /** How much longer to wait before the next call, from FLUID's last Retry-After; empty if no wait is due. */
    Optional<Duration> retryDelay() {
        Duration left = Duration.between(clock.instant(), retryAt);
        return Optional.of(left).filter(wait -> !wait.isNegative() && !wait.isZero());
    }

    private Answer get(String operation, String path) {
        return send(operation, "GET", path, Optional.empty(), config.questionTimeout());
    }

    private Answer send(String operation, String method, String path, Optional<byte[]> body, Duration timeout) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", "Bearer " + key());
        headers.put("Accept", "application/json");
        body.ifPresent(bytes -> headers.put("Content-Type", "application/json"));
        Answer answer = http.send(new Operation(FluidProvider.NAME, operation), method, uri(path), headers, body, timeout);
        if (AnswerStatus.isBusy(answer.status())) {
            Instant now = clock.instant();
            answer.retryAfter().ifPresent(header -> retryAt = now.plus(RetryAfter.of(header, now, MAX_RETRY_DELAY)));
        }
        return answer;
    }

    private URI uri(String path) {
        return BaseUrl.join("paylinks.fluid.base-url", config.baseUrl(), path);
    }

    private String key() {
        return HeaderValue.ofSecret("FLUID", secrets.current(FluidProvider.NAME), "apiKey");
    }
}
