package africa.paylinks.bench;

import africa.paylinks.local.sandbox.flashpay.SimulatedFlashpay;
import africa.paylinks.local.sandbox.fluid.SimulatedFluid;
import africa.paylinks.local.sandbox.kkiapay.SimulatedKkiapay;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Each provider's word that a payment which waited for it is paid. Where that is only a hint, the payment is really paid
 * in the sandbox, so that the provider says so too when it is asked.
 */
final class Webhooks {

    private final Events events;
    private final Payments payments;
    private final URI sandbox;
    private final HttpClient client = HttpClient.newHttpClient();

    Webhooks(Events events, Payments payments, URI sandbox) {
        this.events = events;
        this.payments = payments;
        this.sandbox = sandbox;
    }

    byte[] flot() {
        String payment = payments.next("create-payment-link/momo");
        return Events.bytes(events.about(payment, "flot-webhook/completed").toString());
    }

    byte[] fluid() {
        String payment = payments.next("create-payment-link/fluid");
        ObjectNode event = Events.withBody(events.about(payment, "fluid-webhook/completed"),
                body -> body.put("event_id", "evt_" + events.fresh()));
        event.withObjectProperty("headers").put("x-fluid-signature",
                hmac(SimulatedFluid.WEBHOOK_SECRET, event.required("body").asText()));
        return Events.bytes(event.toString());
    }

    byte[] flashpay() {
        String payment = payments.next("create-payment-link/bank-transfer");
        ObjectNode event = events.about(payment, "flashpay-webhook/successful");
        String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
        event.withObjectProperty("headers").put("x-webhook-timestamp", timestamp).put("x-webhook-signature",
                hmac(SimulatedFlashpay.WEBHOOK_SECRET, timestamp + "." + event.required("body").asText()));
        return Events.bytes(event.toString());
    }

    byte[] flutterwave() {
        String payment = payments.next("create-payment-link/flutterwave");
        long transaction = paid("flutterwave", payment).required("transactions").required(0).required("id").asLong();
        ObjectNode event = Events.withBody(events.about(payment, "flutterwave-webhook/successful"),
                body -> body.withObjectProperty("data").put("id", transaction));
        return Events.bytes(event.toString());
    }

    byte[] kkiapay() {
        String payment = payments.next("create-payment-link/kkiapay");
        ObjectNode event = events.about(payment, "kkiapay-webhook/success");
        openKkiapaysPage(payment, Events.read(event.required("body").asText()).required("amount").asLong());
        String transaction = paid("kkiapay", payment).required("transactionId").asText();
        return Events.bytes(Events.withBody(event, body -> body.put("transactionId", transaction)).toString());
    }

    /** KKiaPay knows nothing of a payment before its customer opens the page. */
    private void openKkiapaysPage(String payment, long amount) {
        String settings = new ObjectMapper().createObjectNode().put("key", SimulatedKkiapay.PUBLIC_KEY)
                .put("amount", amount).put("data", payment).put("partnerId", payment).toString();
        send(HttpRequest.newBuilder(sandbox.resolve("/kkiapay/widget/?"
                + Base64.getEncoder().encodeToString(settings.getBytes(StandardCharsets.UTF_8)))));
    }

    private JsonNode paid(String system, String payment) {
        return Events.read(send(HttpRequest.newBuilder(sandbox.resolve("/_control/" + system + "/" + payment))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"outcome\":\"paid\",\"webhook\":\"none\"}"))));
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String hmac(String secret, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
