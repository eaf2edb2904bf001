package africa.paylinks.paystack;

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
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls Paystack's API. Each call throws {@link ProviderHttp.ProviderUnreachable} if Paystack does not answer, and
 * {@link ProviderNotConfigured} if the secret key is missing, malformed or refused.
 */
@Singleton
public final class PaystackClient {

    private final PaystackConfig config;
    private final Secrets secrets;
    private final ProviderHttp http;

    public PaystackClient(PaystackConfig config, Secrets secrets, ProviderHttp http) {
        this.config = config;
        this.secrets = secrets;
        this.http = http;
    }

    /** Creates a transaction with a hosted page ("Initialize Transaction"). */
    PaystackAnswer initialize(PaymentTerms terms, String reference, String returnUrl) {
        return post("create-link", "/transaction/initialize", PaystackTransactionRequest.body(terms, reference, returnUrl));
    }

    /** Gets the transaction of a reference ("Verify Transaction"). */
    PaystackAnswer verify(String reference) {
        return get("status", "/transaction/verify/" + reference);
    }

    /** Refunds a transaction, in part or in full ("Create Refund"). The amount is always sent: without one, Paystack refunds in full. */
    PaystackAnswer refund(String reference, Money amount, String merchantNote) {
        return post("refund", "/refund", Json.object().put("transaction", reference).put("amount", PaystackAmount.subunits(amount))
                .put("currency", amount.currency()).put("merchant_note", merchantNote));
    }

    /** Gets a refund by Paystack's id ("Fetch Refund"). */
    PaystackAnswer refund(String refundId) {
        return get("refund-status", "/refund/" + refundId);
    }

    /** Lists the refunds of a transaction since a time, 100 a page ("List Refunds"). */
    PaystackAnswer refunds(String transactionId, Instant from, int page) {
        return get("refund-status", "/refund?transaction=" + transactionId + "&perPage=100&page=" + page + "&from=" + from);
    }

    /** Gets the balances ("Fetch Balance"). */
    PaystackAnswer balance() {
        return get("balance", "/balance");
    }

    private PaystackAnswer get(String operation, String path) {
        return send(operation, "GET", path, Optional.empty());
    }

    private PaystackAnswer post(String operation, String path, JsonObject body) {
        return send(operation, "POST", path, Optional.of(Json.bytes(body)));
    }

    private PaystackAnswer send(String operation, String method, String path, Optional<byte[]> body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Authorization", "Bearer " + HeaderValue.ofSecret("Paystack", secrets.current(PaystackProvider.NAME), "secretKey"));
        if (body.isPresent()) {
            headers.put("Content-Type", "application/json");
        }
        PaystackAnswer answer = PaystackAnswer.read(http.send(new Operation(PaystackProvider.NAME, operation), method,
                BaseUrl.join("paylinks.paystack.base-url", config.baseUrl(), path), headers, body,
                body.isPresent() ? config.timeout() : config.lookupTimeout()));
        if (answer.refusesOurKey()) {
            throw new ProviderNotConfigured("Paystack rejects the secret key (" + answer.message()
                    + "): store the account's secret key as 'secretKey' in Paystack's secret.");
        }
        return answer;
    }
}
