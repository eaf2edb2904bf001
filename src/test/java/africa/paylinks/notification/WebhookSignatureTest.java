package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.secrets.Secret;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is sent, judged by the official library, which takes the time from the system's clock. */
class WebhookSignatureTest {

    private static final Secret ONE = secret("the first secret, of 32 bytes !!");
    private static final Secret OTHER = secret("another secret, of 32 bytes too!");
    private static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());

    @Test
    void theSpecificationsOwnExample() {
        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSignature.of("msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330), "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8),
                List.of(Secret.of(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))));
    }

    @Test
    void theOfficialLibraryAcceptsWhatOneSecretHasSigned() throws Exception {
        Notification sent = notification(Map.of("cart", "déjà vu ☕"));
        Map<String, List<String>> headers = headers(sent, ONE);
        verifier(ONE).verify(text(sent), headers);
        assertThrows(WebhookVerificationException.class, () -> verifier(OTHER).verify(text(sent), headers));
    }

    @Test
    void theOfficialLibraryAcceptsEitherOfTwoLiveSecrets() throws Exception {
        Notification sent = notification(Map.of());
        Map<String, List<String>> headers = headers(sent, ONE, OTHER);
        for (Secret live : List.of(ONE, OTHER)) {
            Webhook verifier = verifier(live);
            assertDoesNotThrow(() -> verifier.verify(text(sent), headers));
        }
    }

    @Test
    void theOfficialLibraryRefusesWhatWasTamperedWith() throws Exception {
        Notification sent = notification(Map.of());
        Webhook verifier = verifier(ONE);
        assertThrows(WebhookVerificationException.class,
                () -> verifier.verify(text(sent).replace("\"50.00\"", "\"5.00\""), headers(sent, ONE)));
        for (String header : List.of("webhook-id", "webhook-timestamp")) {
            Map<String, List<String>> forged = headers(sent, ONE);
            forged.put(header, List.of(header.equals("webhook-id") ? "evt_1" : Long.toString(NOW.getEpochSecond() - 1)));
            assertThrows(WebhookVerificationException.class, () -> verifier.verify(text(sent), forged), header);
        }
    }

    @Test
    void theBodySaysWhatHappenedAndStaysBelowTwentyKilobytes() {
        JsonValue small = Json.readObject(notification(Map.of("cart", "7")).body()).orElseThrow();
        assertEquals("payment.completed", small.path("type").asText());
        assertEquals("2026-11-22T10:00:02.000Z", small.path("timestamp").asText());
        assertEquals("COMPLETED", small.path("data").path("status").asText());
        assertEquals("50.00", small.path("data").path("amount").asText());
        assertEquals("7", small.path("data").path("metadata").path("cart").asText());

        Map<String, String> most = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            most.put("key" + i, "é".repeat(500));
        }
        byte[] large = notification(most).body();
        assertTrue(large.length < 20_000, large.length + " bytes");
        assertTrue(Json.readObject(large).orElseThrow().path("data").path("metadata").isMissing());
    }

    private static Notification notification(Map<String, String> metadata) {
        PaymentTerms plain = SamplePayments.terms();
        PaymentTerms terms = new PaymentTerms(plain.id(), plain.merchant(), plain.orderId(), plain.provider(), plain.method(),
                plain.amount(), plain.customer(), plain.description(), plain.redirectUrl(), metadata, plain.createdAt(),
                plain.expiresAt());
        return Notification.of(new OutboxRecord("evt_" + "0".repeat(32), terms.id(), "payment.completed",
                PaymentStatus.COMPLETED, SamplePayments.NOW.plusSeconds(2), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty()), Payment.creating(terms));
    }

    private static Map<String, List<String>> headers(Notification sent, Secret... secrets) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("webhook-id", List.of(sent.eventId()));
        headers.put("webhook-timestamp", List.of(Long.toString(NOW.getEpochSecond())));
        headers.put("webhook-signature", List.of(WebhookSignature.of(sent.eventId(), NOW, sent.body(), List.of(secrets))));
        return headers;
    }

    private static Webhook verifier(Secret secret) throws Exception {
        return new Webhook("whsec_" + Base64.getEncoder().encodeToString(secret.bytes()));
    }

    private static String text(Notification sent) {
        return new String(sent.body(), StandardCharsets.UTF_8);
    }

    private static Secret secret(String text) {
        return Secret.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
