package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.DebitAttempts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DynamoDebitAttemptsTest {

    private static final Instant NOW = SamplePayments.NOW;
    private static final Failure REFUSAL = new Failure("invalid-account", "There is no such account.");

    private final DebitAttempts debits = new DynamoDebitAttempts(TestTable.overHttp(), TestTable.CONFIG, () -> 6);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.overHttp(), TestTable.CONFIG);
    private final String phone = "+233" + UUID.randomUUID();
    private final String id = pending();

    @Test
    void aRefusalThatComesAfterTheNextAttemptHasStartedIsInTheHistoryToo() {
        assertEquals(new DebitAttempts.Granted(1, 1), debits.claim(id, phone, NOW));
        assertEquals(new DebitAttempts.Granted(2, 1), debits.claim(id, phone, NOW.plusSeconds(11)));
        refused(1, 15);
        refused(2, 16);
        assertEquals(List.of("1", "2"), refusals());
        assertTrue(debits.claim(id, phone, NOW.plusSeconds(20)) instanceof DebitAttempts.TooEarly, "the second attempt has ended");
    }

    @Test
    void aLateRefusalDoesNotEndTheAttemptThatRuns() {
        debits.claim(id, phone, NOW);
        debits.claim(id, phone, NOW.plusSeconds(11));
        refused(1, 15);
        assertTrue(debits.claim(id, phone, NOW.plusSeconds(16)) instanceof DebitAttempts.Unanswered);
        assertFalse(debits.isExhausted(id));
    }

    private void refused(int attempt, int afterSeconds) {
        debits.refused(payments.find(id).orElseThrow(), attempt, REFUSAL, NOW.plus(Duration.ofSeconds(afterSeconds)));
    }

    private List<String> refusals() {
        return payments.history(id).stream().filter(entry -> "refused".equals(entry.detail().get("debit")))
                .map(entry -> entry.detail().get("attempt")).toList();
    }

    private static String pending() {
        PaymentTerms terms = SamplePayments.terms("shop", new Money(5000, "SLE"), NOW);
        DynamoIdempotencyStore creations = new DynamoIdempotencyStore(TestTable.overHttp(), TestTable.CONFIG, Clock.fixed(NOW, ZoneOffset.UTC),
                SamplePayments.IDS);
        Reservation.Started started = (Reservation.Started) creations.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                new Fingerprint("f"), terms);
        creations.complete(started.token(), new CreationResult(terms.id(), terms.provider(), PaymentStatus.PENDING, Optional.empty(),
                Optional.empty(), Optional.empty(), NOW), new StoredAnswer(201, Map.of(), "{}"));
        return terms.id();
    }
}
