package africa.paylinks.flashpay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.provider.BankDirectory.Bank;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Flashpay's banks. Flashpay documents neither the path nor the fields of the list. So the path is configurable, and id
 * and name are read from the usual field names.
 */
@Singleton
public final class FlashpayBanks {

    private static final Logger LOG = Logger.getLogger(FlashpayBanks.class);
    private static final Duration CACHE_TTL = Duration.ofHours(6);
    private static final Duration RETRY_AFTER_FAILURE = Duration.ofMinutes(1);
    /** Time limit of a name lookup; a payment can be created without the name. */
    private static final Duration PATIENCE_FOR_A_NAME = Duration.ofSeconds(2);

    private final FlashpayConfig config;
    private final FlashpayClient client;
    private final Clock clock;
    private volatile Entry cache = new Entry(List.of(), Instant.MIN);

    public FlashpayBanks(FlashpayConfig config, FlashpayClient client, Clock clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    /**
     * Lists Flashpay's banks.
     *
     * @throws ProviderNotConfigured if path, base URL or token is missing
     * @throws ProviderUnreachable   if Flashpay does not answer with a list of banks
     */
    List<Bank> list() {
        List<Bank> banks = fetch(config.timeout());
        cache = new Entry(banks, clock.instant().plus(CACHE_TTL));
        return banks;
    }

    /** The name of a bank, or its id if the name is unavailable. */
    String name(String id) {
        return cached().stream().filter(bank -> bank.identifier().equals(id)).map(Bank::name).findFirst().orElse(id);
    }

    private List<Bank> cached() {
        Entry before = cache;
        if (config.banksPath().isEmpty() || clock.instant().isBefore(before.until)) {
            return before.banks;
        }
        try {
            cache = new Entry(fetch(PATIENCE_FOR_A_NAME), clock.instant().plus(CACHE_TTL));
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable failure) {
            LOG.infof("flashpay-banks-unknown %s", failure.getMessage());
            cache = new Entry(before.banks, clock.instant().plus(RETRY_AFTER_FAILURE));
        }
        return cache.banks;
    }

    private List<Bank> fetch(Duration timeout) {
        Answer answer = client.banks(timeout);
        if (!answer.isSuccess()) {
            throw new ProviderUnreachable("answered with HTTP status " + answer.status());
        }
        JsonValue body = Json.read(answer.body()).orElse(Json.object());
        JsonValue list = Stream.of(body, body.path("data"), body.path("banks")).filter(JsonValue::isArray).findFirst()
                .orElseThrow(() -> new ProviderUnreachable("answered without a list of banks"));
        return list.values().flatMap(bank -> bank(bank).stream()).toList();
    }

    private static Optional<Bank> bank(JsonValue json) {
        Optional<String> id = first(json, "id", "bankId", "code", "bankCode");
        return id.map(found -> new Bank(found, first(json, "name", "bankName").orElse(found),
                Json.text(json, "country").orElse("")));
    }

    private static Optional<String> first(JsonValue json, String... fields) {
        return Stream.of(fields).flatMap(field -> Json.text(json, field).stream()).findFirst();
    }

    private record Entry(List<Bank> banks, Instant until) {
    }
}
