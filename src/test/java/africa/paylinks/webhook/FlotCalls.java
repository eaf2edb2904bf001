package africa.paylinks.webhook;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.flot.FlotProvider;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.Json;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator.Created;
import africa.paylinks.provider.PublicAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Payments of Flot as a creation leaves them, and Flot's calls about them. */
final class FlotCalls {

    private FlotCalls() {
    }

    /** A payment that waits for its webhook. */
    static PaymentTerms created(FlotProvider flot, Clock clock) {
        PaymentTerms terms = SamplePayments.terms();
        Created created = assertInstanceOf(Created.class, flot.createLink(terms, new PublicAddress("https://api.example")));
        DynamoIdempotencyStore store =
                new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS);
        Reservation reservation = store.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                new Fingerprint("f"), terms);
        store.complete(((Reservation.Started) reservation).token(), new CreationResult(terms.id(), "flot",
                PaymentStatus.PENDING, SamplePayments.opening(terms).instructions(), created.providerReference(),
                Optional.empty(), clock.instant()), new StoredAnswer(201, Map.of(), "{}"));
        return terms;
    }

    static ApiRequest webhook(String orderId, String status) {
        return call(Json.bytes(Json.object().put("orderId", orderId).put("flotRequestId", "r1").put("status", status)));
    }

    static ApiRequest call(byte[] body) {
        return new ApiRequest("POST", "/webhooks/flot", Map.of(), Map.of(),
                Map.of("authorization", "Basic " + base64("flot:password"), "content-type", "application/json",
                        "cookie", "session=1", "x-forwarded-for", "203.0.113.1"), body, "api.example", Optional.empty());
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
