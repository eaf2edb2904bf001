package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Hmac;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.RetryPolicy;
import africa.paylinks.local.sandbox.Webhooks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** KKiaPay's webhooks: the secret is in a header, and each of up to five attempts waits one step longer than the one before. */
public final class KkiapayWebhooks {

    private static final int REPETITIONS = 4;
    private static final String HEADER = "x-kkiapay-secret";

    private final Webhooks webhooks;
    private final Orders orders;
    private final Supplier<String> secret;
    private final Duration step;

    /**
     * Sends the webhooks of the simulated KKiaPay.
     *
     * @param secret the hash secret of the merchant's dashboard
     * @param step by how much the wait between two attempts grows; half a second in production
     */
    public KkiapayWebhooks(Webhooks webhooks, Orders orders, Supplier<String> secret, Duration step) {
        this.webhooks = webhooks;
        this.orders = orders;
        this.secret = secret;
        this.step = step;
    }

    /** Sends the webhook of a transaction until the product accepts it or KKiaPay gives up. */
    void send(ObjectNode order, JsonNode transaction, Delivery delivery, boolean asDocumented) throws InterruptedException {
        byte[] body = Json.bytes(asDocumented ? documented(order, transaction) : real(order, transaction));
        Map<String, String> headers = headers(asDocumented ? HexFormat.of().formatHex(Hmac.sha256(secret.get(), body)) : secret.get());
        String reference = order.path("reference").asText();
        int before = sent(reference).size();
        List<Duration> waits = IntStream.rangeClosed(1, REPETITIONS).mapToObj(step::multipliedBy).toList();
        // A duplicate that is sent at the same time counts too: KKiaPay asks whether the webhook was accepted, not which copy.
        webhooks.send(webhooks.message(reference, body, headers, delivery), new RetryPolicy(waits, status -> isAccepted(reference, body, before)));
    }

    /** Sends a webhook that claims a payment, without knowing the secret. */
    void forge(ObjectNode order, String transactionId) throws InterruptedException {
        ObjectNode transaction = Json.object().put("transactionId", transactionId).put("status", KkiapaySandbox.SUCCESS).put("source", "MOBILE_MONEY")
                .put("amount", order.path("amount").asLong());
        webhooks.send(webhooks.message(order.path("reference").asText(), Json.bytes(real(order, transaction)), headers("not-the-secret"), Delivery.FORGED),
                RetryPolicy.NONE);
    }

    private JsonNode sent(String reference) {
        return orders.find(reference).orElseThrow().path("webhooks");
    }

    private boolean isAccepted(String reference, byte[] body, int before) {
        JsonNode sent = sent(reference);
        for (int i = before; i < sent.size(); i++) {
            if (sent.path(i).path("status").asInt() / 100 == 2 && sent.path(i).path("body").asText().equals(new String(body, StandardCharsets.UTF_8))) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode real(ObjectNode order, JsonNode transaction) {
        ObjectNode body = Json.object().put("transactionId", transaction.path("transactionId").asText()).put("isPaymentSucces", isSuccess(transaction))
                .put("account", transaction.path("account").asText(""));
        putFailure(body, transaction);
        putFees(body, order, transaction);
        return body.put("label", order.path("reason").asText()).put("method", transaction.path("source").asText())
                .put("amount", KkiapaySandbox.amount(order, transaction)).put("partnerId", order.path("partnerId").asText())
                .put("performedAt", transaction.path("performedAt").asText("")).put("stateData", order.path("data").asText()).put("event", event(transaction));
    }

    /** A success has the payment id beside an empty state; failures and timeouts have no payment id. */
    private static ObjectNode documented(ObjectNode order, JsonNode transaction) {
        ObjectNode body = Json.object().put("event", event(transaction)).put("transactionId", transaction.path("transactionId").asText());
        if (event(transaction).equals("transaction.timeout")) {
            return body.put("failureCode", "timeout").put("performedAt", transaction.path("performedAt").asText());
        }
        body.put("isPaymentSucces", isSuccess(transaction)).put("method", transaction.path("source").asText());
        putFailure(body, transaction);
        putFees(body, order, transaction);
        if (isSuccess(transaction)) {
            body.put("account", transaction.path("account").asText("")).put("amount", KkiapaySandbox.amount(order, transaction))
                    .put("label", order.path("reason").asText())
                    .put("partnerId", order.path("partnerId").asText()).putObject("stateData");
        }
        return body.put("performedAt", transaction.path("performedAt").asText());
    }

    private static void putFailure(ObjectNode body, JsonNode transaction) {
        if (!isSuccess(transaction)) {
            body.put("failureCode", transaction.path("failureCode").asText()).put("failureMessage", transaction.path("failureCode").asText());
        }
    }

    private static void putFees(ObjectNode body, ObjectNode order, JsonNode transaction) {
        if (isSuccess(transaction)) {
            body.put("fees", KkiapaySandbox.fees(KkiapaySandbox.amount(order, transaction)));
        }
    }

    private static boolean isSuccess(JsonNode transaction) {
        return !transaction.path("status").asText().equals(KkiapaySandbox.FAILED);
    }

    private static String event(JsonNode transaction) {
        return isSuccess(transaction) ? "transaction.success" : transaction.path("failureCode").asText().equals("timeout") ? "transaction.timeout" : "transaction.failed";
    }

    private static Map<String, String> headers(String secret) {
        return Map.of(HEADER, secret);
    }
}
