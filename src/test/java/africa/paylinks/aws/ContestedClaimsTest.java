package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import africa.paylinks.AdjustableClock;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class ContestedClaimsTest {

    private static final Fingerprint FINGERPRINT = new Fingerprint("f");

    private final AdjustableClock clock = new AdjustableClock(NOW);
    private final DynamoIdempotencyStore store = store(TestTable.overHttp());
    private final IdempotencyKey key = key();
    private final PaymentTerms terms = SamplePayments.terms();

    @Test
    void aTakeoverThatLosesTheRaceGetsRetryAfterOneSecond() {
        store.reserve(key, FINGERPRINT, terms);
        clock.advance(TestTable.CONFIG.idempotency().lease());
        DynamoIdempotencyStore overtaken = store(InterceptedStore.of(TestTable.overHttp(), operation -> {
            if (operation.equals("updateItem")) {
                assertInstanceOf(Reservation.TakenOver.class, reserved(store));
            }
        }));
        assertEquals(new Reservation.InProgress(Duration.ofSeconds(1)), reserved(overtaken));
    }

    @Test
    void aCallerInTheLastMomentOfTheLeaseGetsRetryAfterOneSecond() {
        store.reserve(key, FINGERPRINT, terms);
        clock.advance(TestTable.CONFIG.idempotency().lease().minusMillis(1));
        assertEquals(new Reservation.InProgress(Duration.ofSeconds(1)), reserved(store));
        clock.advance(Duration.ofMillis(1));
        assertInstanceOf(Reservation.TakenOver.class, reserved(store));
    }

    @Test
    void anExistingPaymentIdIsNotReservedAgain() {
        store.reserve(key, FINGERPRINT, terms);
        IdempotencyKey another = key();
        assertThrows(IllegalStateException.class, () -> store.reserve(another, FINGERPRINT, terms));
        assertEquals(Optional.empty(), store.resume(another, FINGERPRINT));
        assertEquals(List.of(), TestTable.partition("IDEMPOTENCY#shop#" + another.value()));
    }

    private Reservation reserved(DynamoIdempotencyStore by) {
        return by.reserve(key, FINGERPRINT, SamplePayments.terms());
    }

    private DynamoIdempotencyStore store(DynamoDbClient client) {
        return new DynamoIdempotencyStore(client, TestTable.CONFIG, clock, SamplePayments.IDS);
    }

    private static IdempotencyKey key() {
        return new IdempotencyKey("shop", UUID.randomUUID().toString());
    }
}
