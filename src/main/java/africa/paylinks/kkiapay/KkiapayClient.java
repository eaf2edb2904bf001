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

/** Calls KKiaPay's server API: transaction status and refund. */
@Singleton
public final class KkiapayClient {

    private static final Operation STATUS = new Operation(KkiapayProvider.NAME, "status");
    private static final Operation REFUND = new Operation(KkiapayProvider.NAME, "refund");
    private static final Pattern TRANSACTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    /** The SDKs' statuses for a transaction that does not exist or belongs to another merchant. */
    private static final Set<String> UNKNOWN_TRANSACTION = Set.of("transaction_not_found", "invalid_transaction");

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

    /** Whether the text can be a transaction id. A browser supplies it, so it is checked before it becomes part of a path. */
    static boolean isTransactionId(String text) {
        return TRANSACTION_ID.matcher(text).matches();
    }

    /**
     * Gets a transaction; empty if KKiaPay does not know it.
     *
     * @throws KkiapayUnavailable                         if KKiaPay does not answer with a transaction
     * @throws ProviderNotConfigured                      if a key is missing
     * @throws africa.paylinks.secrets.SecretsUnavailable if the keys cannot be loaded
     */
    Optional<KkiapayTransaction> transaction(String id) {
        if (!isTransactionId(id)) {
            return Optional.empty();
        }
        Answer answer = config.dialect() == Dialect.DOCUMENT
                ? send(STATUS, "GET", base(), "/transactions/" + id, Optional.empty())
                : send(STATUS, "POST", base(), "/api/v1/transactions/status", Optional.of(body(id)));
        Optional<JsonValue> json = Json.readObject(answer.body());
        if (answer.status() == 404 || json.filter(KkiapayClient::isUnknownTransaction).isPresent()) {
            return Optional.empty();
        }
        if (!answer.isSuccess() || json.isEmpty()) {
            throw new KkiapayUnavailable(answer);
        }
        return json.filter(about -> Json.text(about, "transactionId").map(id::equals).orElse(true))
                .map(about -> KkiapayTransaction.read(id, about));
    }

    /**
     * Refunds a transaction in full. The integration document refunds through the SDK, so both dialects make the SDK's
     * call.
     *
     * @throws KkiapayUnavailable                         if KKiaPay does not answer
     * @throws ProviderNotConfigured                      if a key is missing
     * @throws africa.paylinks.secrets.SecretsUnavailable if the keys cannot be loaded
     */
    Answer revert(String id) {
        URI host = config.baseUrl().orElseGet(() -> URI.create(Dialect.SDK.host(config.sandbox())));
        return send(REFUND, "POST", host, "/api/v1/transactions/revert", Optional.of(body(id)));
    }

    /** The SDKs' failure status, in lower case; empty text if absent. */
    static Optional<String> errorCode(JsonValue answer) {
        return Stream.of("code", "status", "reason", "error", "message").flatMap(field -> Json.text(answer, field).stream())
                .map(text -> text.trim().toLowerCase(Locale.ROOT).replace(' ', '_'))
                .filter(text -> text.matches("[a-z][a-z_]{2,60}")).findFirst();
    }

    private static boolean isUnknownTransaction(JsonValue answer) {
        return errorCode(answer).filter(UNKNOWN_TRANSACTION::contains).isPresent();
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
