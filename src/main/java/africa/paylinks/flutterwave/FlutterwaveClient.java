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
 * The calls of Flutterwave v3 that Paylinks makes. Each throws {@link ProviderHttp.ProviderUnreachable} when no answer
 * came, and {@link ProviderNotConfigured} when there is no usable secret key or Flutterwave refuses it.
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

    /** Asks for a hosted link, as the configured dialect describes it. */
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

    /** Asks how a transaction stands, by its numeric id ("Verify a transaction"). */
    FlutterwaveAnswer verify(String transactionId) {
        return send("status", "GET", "/transactions/" + transactionId + "/verify", Optional.empty());
    }

    /** Asks how the transaction of a reference stands ("Verify by reference"). */
    FlutterwaveAnswer verifyByReference(String reference) {
        return send("status", "GET", "/transactions/verify_by_reference?tx_ref="
                + URLEncoder.encode(reference, StandardCharsets.UTF_8), Optional.empty());
    }

    /** Asks to give back a part of a transaction ("Refunds"); without an amount it would be all of it. */
    FlutterwaveAnswer refund(String transactionId, Money amount, String comments) {
        return post("refund", "/transactions/" + transactionId + "/refund",
                Json.object().put("amount", amount.major()).put("comments", comments));
    }

    /** Asks for the refunds of a transaction. */
    FlutterwaveAnswer refunds(String transactionId) {
        return send("refund-status", "GET", "/transactions/" + transactionId + "/refund", Optional.empty());
    }

    /** Asks to close a link ("Disabling payment links"). */
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
            throw new ProviderNotConfigured("Flutterwave refuses our key (" + answer.message()
                    + "): put the account's secret key into 'secretKey' of its secret.");
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
