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

/** FLUID's calls. Each throws {@link ProviderHttp.ProviderUnreachable} without an answer, {@link ProviderNotConfigured} without a key. */
@Singleton
public final class FluidClient {

    /** A longer wait would keep payments from being looked up on the word of one header. */
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(15);
    private static final String DEBITS = "/payment-providers/debit-requests/";
    private static final String BANKS = "/payment-providers/banks";

    private final FluidConfig config;
    private final Secrets secrets;
    private final ProviderHttp http;
    private final Clock clock;
    private volatile Instant quietUntil = Instant.MIN;

    public FluidClient(FluidConfig config, Secrets secrets, ProviderHttp http, Clock clock) {
        this.config = config;
        this.secrets = secrets;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Finds out before a customer does whether FLUID can be called at all.
     *
     * @throws ProviderNotConfigured when the API key is missing, or cannot be one
     */
    void requireKey() {
        key();
    }

    /** Asks for a debit (API reference, "Create charge"). */
    Answer charge(PaymentTerms terms, String phone, Optional<String> bank, PublicAddress address) {
        byte[] body = Json.bytes(config.dialect().debit(terms, phone, bank, address));
        return send("debit", "POST", config.chargePath(), Optional.of(body), config.timeout());
    }

    /** Asks how a debit stands (API reference, "Get status"). */
    Answer debit(String reference) {
        return ask("status", DEBITS + URLEncoder.encode(reference, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /** Asks for the banks (API reference, "List banks"). */
    Answer banks() {
        return ask("banks", BANKS);
    }

    /**
     * Asks for the balance, where it is known how.
     *
     * @throws ProviderNotConfigured also when no path is configured
     */
    Answer balance() {
        return ask("balance", config.balancePath().filter(path -> !path.isBlank()).orElseThrow(() -> new ProviderNotConfigured(
                "FLUID's balance call is not configured: its documents name no path; ask FLUID and set "
                        + "paylinks.fluid.balance-path.")));
    }

    /** How long FLUID has asked to be left alone, by its last answer that it is busy; empty when it is not. */
    Optional<Duration> quiet() {
        Duration left = Duration.between(clock.instant(), quietUntil);
        return Optional.of(left).filter(wait -> !wait.isNegative() && !wait.isZero());
    }

    private Answer ask(String operation, String path) {
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
            answer.retryAfter().ifPresent(header -> quietUntil = now.plus(RetryAfter.of(header, now, LONGEST_QUIET)));
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
