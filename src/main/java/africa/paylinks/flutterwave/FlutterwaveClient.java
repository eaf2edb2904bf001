package africa.paylinks.flutterwave;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.HeaderValue;
import africa.paylinks.provider.Operation;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls the API of Flutterwave v3. Each call throws {@link ProviderHttp.ProviderUnreachable} if Flutterwave does not
 * answer, and {@link ProviderNotConfigured} if the secret key is missing, malformed or refused.
 */
@Singleton
public final class FlutterwaveClient {

    private final FlutterwaveConfig config;
    private final Secrets secrets;
    private final ProviderHttp http;

    public FlutterwaveClient(FlutterwaveConfig config, Secrets secrets, ProviderHttp http) {
        this.config = config;
        this.secrets = secrets;
        this.http = http;
    }

    /** Creates a hosted link, in the configured dialect. */
    FlutterwaveAnswer createLink(PaymentTerms terms, String redirectUrl) {
        String path = FlutterwaveLinkRequest.path(config.dialect());
        FlutterwaveAnswer answer = post("create-link", path, FlutterwaveLinkRequest.body(config.dialect(), terms, redirectUrl));
        if (answer.http() == 404 || answer.http() == 405) {
            throw new ProviderNotConfigured("Flutterwave has no POST " + path + " at " + config.baseUrl()
                    + ": set paylinks.flutterwave.dialect to the other of article and standard, or check"
                    + " paylinks.flutterwave.base-url.");
        }
        return answer;
    }

    /** Gets a transaction by its numeric id ("Verify a transaction"). */
    FlutterwaveAnswer verify(String transactionId) {
        return send("status", "GET", "/transactions/" + transactionId + "/verify", Optional.empty());
    }

    /** Gets the transaction of a reference ("Verify by reference"). */
    FlutterwaveAnswer verifyByReference(String reference) {
        return send("status", "GET", "/transactions/verify_by_reference?tx_ref="
                + URLEncoder.encode(reference, StandardCharsets.UTF_8), Optional.empty());
    }

    /** Refunds a transaction, in part or in full ("Refunds"). The amount is always sent: without one, Flutterwave refunds in full. */
    FlutterwaveAnswer refund(String transactionId, Money amount, String comments) {
        return post("refund", "/transactions/" + transactionId + "/refund",
                Json.object().put("amount", amount.major()).put("comments", comments));
    }

    /** Lists the refunds of a transaction. */
    FlutterwaveAnswer refunds(String transactionId) {
        return send("refund-status", "GET", "/transactions/" + transactionId + "/refund", Optional.empty());
    }

    /** Disables a link ("Disabling payment links"). */
    FlutterwaveAnswer disable(String link) {
        return post("close-link", "/payments/link/disable", Json.object().put("link", link));
    }

    private FlutterwaveAnswer post(String operation, String path, JsonObject body) {
        return send(operation, "POST", path, Optional.of(Json.bytes(body)));
    }

    private FlutterwaveAnswer send(String operation, String method, String path, Optional<byte[]> body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Authorization", "Bearer " + secretKey());
        if (body.isPresent()) {
            headers.put("Content-Type", "application/json");
        }
        FlutterwaveAnswer answer = FlutterwaveAnswer.read(http.send(new Operation(FlutterwaveProvider.NAME, operation), method, uri(path), headers, body,
                body.isPresent() ? config.timeout() : config.lookupTimeout()));
        if (answer.refusesOurKey()) {
            throw new ProviderNotConfigured("Flutterwave rejects the secret key (" + answer.message()
                    + "): store the account's secret key as 'secretKey' in Flutterwave's secret.");
        }
        return answer;
    }

    private URI uri(String path) {
        return BaseUrl.join("paylinks.flutterwave.base-url", config.baseUrl(), path);
    }

    private String secretKey() {
        return HeaderValue.ofSecret("Flutterwave", secrets.current(FlutterwaveProvider.NAME), "secretKey");
    }
}
