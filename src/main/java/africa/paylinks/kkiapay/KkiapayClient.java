package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.kkiapay.KkiapayConfig.Dialect;
import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.HeaderValue;
import africa.paylinks.provider.Operation;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** KKiaPay's calls for servers: how a transaction stands, and giving it back. */
@Singleton
public final class KkiapayClient {

    private static final Operation STATUS = new Operation(KkiapayProvider.NAME, "status");
    private static final Operation REFUND = new Operation(KkiapayProvider.NAME, "refund");
    private static final Pattern TRANSACTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    /** The SDKs' words for a transaction that is not there, or not this merchant's. */
    private static final Set<String> NOT_OURS = Set.of("transaction_not_found", "invalid_transaction");

    private final KkiapayConfig config;
    private final KkiapayWidget widget;
    private final Secrets secrets;
    private final ProviderHttp http;

    public KkiapayClient(KkiapayConfig config, KkiapayWidget widget, Secrets secrets, ProviderHttp http) {
        this.config = config;
        this.widget = widget;
        this.secrets = secrets;
        this.http = http;
    }

    /** Whether this can be a transaction id at all; what a browser brings along must not become part of a path unseen. */
    static boolean isTransactionId(String text) {
        return TRANSACTION_ID.matcher(text).matches();
    }

    /**
     * How a transaction stands; empty when KKiaPay does not know it.
     *
     * @throws KkiapayUnavailable                                  when KKiaPay does not answer with a transaction
     * @throws ProviderNotConfigured                               when a key is missing
     * @throws africa.paylinks.secrets.SecretsUnavailable when the keys cannot be had
     */
    Optional<KkiapayTransaction> transaction(String id) {
        if (!isTransactionId(id)) {
            return Optional.empty();
        }
        Answer answer = config.dialect() == Dialect.DOCUMENT
                ? send(STATUS, "GET", base(), "/transactions/" + id, Optional.empty())
                : send(STATUS, "POST", base(), "/api/v1/transactions/status", Optional.of(body(id)));
        Optional<JsonValue> json = Json.readObject(answer.body());
        if (answer.status() == 404 || json.filter(KkiapayClient::isNotOurs).isPresent()) {
            return Optional.empty();
        }
        if (!answer.isSuccess() || json.isEmpty()) {
            throw new KkiapayUnavailable(answer);
        }
        return json.filter(about -> Json.text(about, "transactionId").map(id::equals).orElse(true))
                .map(about -> KkiapayTransaction.read(id, about));
    }

    /**
     * Asks for a transaction to be given back whole. The integration document does so through the SDK, so that the call
     * is the SDK's in both dialects.
     *
     * @throws KkiapayUnavailable                                  when KKiaPay does not answer
     * @throws ProviderNotConfigured                               when a key is missing
     * @throws africa.paylinks.secrets.SecretsUnavailable when the keys cannot be had
     */
    Answer revert(String id) {
        URI host = config.baseUrl().orElseGet(() -> URI.create(Dialect.SDK.host(config.sandbox())));
        return send(REFUND, "POST", host, "/api/v1/transactions/revert", Optional.of(body(id)));
    }

    /** The SDKs' word for why a call failed, in lower case; empty when there is none. */
    static Optional<String> errorWord(JsonValue answer) {
        return Stream.of("code", "status", "reason", "error", "message").flatMap(field -> Json.text(answer, field).stream())
                .map(text -> text.trim().toLowerCase(Locale.ROOT).replace(' ', '_'))
                .filter(text -> text.matches("[a-z][a-z_]{2,60}")).findFirst();
    }

    private static boolean isNotOurs(JsonValue answer) {
        return errorWord(answer).filter(NOT_OURS::contains).isPresent();
    }

    private Answer send(Operation operation, String method, URI base, String path, Optional<byte[]> body) {
        SecretDocument keys = secrets.current(KkiapayProvider.NAME);
        try {
            return http.send(operation, method, BaseUrl.join("paylinks.kkiapay.base-url", base, path),
                    Map.of("Accept", "application/json", "Content-Type", "application/json",
                            "x-api-key", HeaderValue.of("paylinks.kkiapay.public-key", widget.publicKey()),
                            "x-private-key", HeaderValue.ofSecret("KKiaPay", keys, "privateKey"),
                            "x-secret-key", HeaderValue.ofSecret("KKiaPay", keys, "secretKey")), body, config.timeout());
        } catch (ProviderUnreachable unreachable) {
            throw new KkiapayUnavailable(unreachable.getMessage());
        }
    }

    private URI base() {
        return config.baseUrl().orElseGet(() -> URI.create(config.dialect().host(config.sandbox())));
    }

    private static byte[] body(String id) {
        return Json.bytes(Json.object().put("transactionId", id));
    }
}
