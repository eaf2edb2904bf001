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
 * Flashpay's banks. Neither the path nor the fields of the list are documented, so the path is configuration, and id and
 * name are looked for by the names that such lists use.
 */
@Singleton
public final class FlashpayBanks {

    private static final Logger LOG = Logger.getLogger(FlashpayBanks.class);
    private static final Duration KEPT = Duration.ofHours(6);
    private static final Duration KEPT_WHEN_MISSED = Duration.ofMinutes(1);
    /** A name is a nicety: the creation of a payment does not wait long for it. */
    private static final Duration PATIENCE_FOR_A_NAME = Duration.ofSeconds(2);

    private final FlashpayConfig config;
    private final FlashpayClient client;
    private final Clock clock;
    private volatile Kept kept = new Kept(List.of(), Instant.MIN);

    public FlashpayBanks(FlashpayConfig config, FlashpayClient client, Clock clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    /**
     * The banks as Flashpay lists them now.
     *
     * @throws ProviderNotConfigured when path, address or token are missing
     * @throws ProviderUnreachable   when Flashpay does not answer, or not with a list of banks
     */
    List<Bank> list() {
        List<Bank> banks = fetch(config.timeout());
        kept = new Kept(banks, clock.instant().plus(KEPT));
        return banks;
    }

    /** The name of a bank, or its id where no name can be had now. */
    String name(String id) {
        return known().stream().filter(bank -> bank.identifier().equals(id)).map(Bank::name).findFirst().orElse(id);
    }

    private List<Bank> known() {
        Kept before = kept;
        if (config.banksPath().isEmpty() || clock.instant().isBefore(before.until)) {
            return before.banks;
        }
        try {
            kept = new Kept(fetch(PATIENCE_FOR_A_NAME), clock.instant().plus(KEPT));
        } catch (ProviderUnreachable | ProviderNotConfigured | SecretsUnavailable missed) {
            LOG.infof("flashpay-banks-unknown %s", missed.getMessage());
            kept = new Kept(before.banks, clock.instant().plus(KEPT_WHEN_MISSED));
        }
        return kept.banks;
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

    private record Kept(List<Bank> banks, Instant until) {
    }
}
