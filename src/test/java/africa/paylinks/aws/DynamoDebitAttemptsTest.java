package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
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

    @Test
    void aDebitThatAnotherBrowserHasStartedIsNotCorrectedUnseen() {
        started();
        Payment seen = payments.find(id).orElseThrow();
        assertEquals(new DebitAttempts.Granted(2, 2), debits.claimCorrection(seen, other(), NOW.plusSeconds(11)));
        payments.recordProviderReference(id, seen.terms().provider(), 2, "second");
        assertEquals(new DebitAttempts.Unanswered(), debits.claimCorrection(seen, other(), NOW.plusSeconds(60)));
        assertEquals(new DebitAttempts.Granted(3, 3), debits.claimCorrection(payments.find(id).orElseThrow(), other(), NOW.plusSeconds(60)));
    }

    @Test
    void aLateAnswerAboutTheMistypedNumberIsNotTakenForTheCorrectedDebit() {
        started();
        Payment seen = payments.find(id).orElseThrow();
        debits.claimCorrection(seen, other(), NOW.plusSeconds(11));
        payments.recordProviderReference(id, seen.terms().provider(), 1, "first");
        assertEquals(Optional.empty(), payments.find(id).orElseThrow().providerReference());
        payments.recordProviderReference(id, seen.terms().provider(), 2, "second");
        assertEquals(Optional.of("second"), payments.find(id).orElseThrow().providerReference());
    }

    @Test
    void aRefusalLeavesTheCorrectedDebitToALaterAttemptThatAskedForIt() {
        started();
        Payment seen = payments.find(id).orElseThrow();
        String corrected = other();
        debits.claimCorrection(seen, corrected, NOW.plusSeconds(11));
        assertEquals(new DebitAttempts.Granted(3, 2), debits.claim(id, corrected, NOW.plusSeconds(60)));
        debits.revertCorrection(seen, 2, corrected);
        assertEquals(2, payments.find(id).orElseThrow().debits().current());
    }

    @Test
    void anAttemptDoesNotStartADebitThatWasRevertedMeanwhile() {
        started();
        Payment seen = payments.find(id).orElseThrow();
        String corrected = other();
        debits.claimCorrection(seen, corrected, NOW.plusSeconds(11));
        debits.revertCorrection(seen, 2, corrected);
        assertEquals(new DebitAttempts.Unanswered(), debits.claim(id, corrected, NOW.plusSeconds(60)));
    }

    @Test
    void aRetryOfACorrectedDebitDoesNotAskTheMistypedNumberAgain() {
        started();
        String corrected = other();
        debits.claimCorrection(payments.find(id).orElseThrow(), corrected, NOW.plusSeconds(11));
        assertEquals(new DebitAttempts.SameNumber(), debits.claim(id, phone, NOW.plusSeconds(60)));
        assertEquals(new DebitAttempts.Granted(3, 2), debits.claim(id, corrected, NOW.plusSeconds(60)));
    }

    @Test
    void theNumberOfTheRequestIsNotAskedAgainAfterItWasCorrected() {
        String requested = "+23276000000";
        String created = pending(Optional.of(requested), Optional.of("first"));
        assertEquals(new DebitAttempts.Granted(2, 2), debits.claimCorrection(payments.find(created).orElseThrow(), other(), NOW.plusSeconds(11)));
        payments.recordProviderReference(created, payments.find(created).orElseThrow().terms().provider(), 2, "second");
        assertEquals(new DebitAttempts.SameNumber(), debits.claimCorrection(payments.find(created).orElseThrow(), requested, NOW.plusSeconds(60)));
    }

    private void started() {
        assertEquals(new DebitAttempts.Granted(1, 1), debits.claim(id, phone, NOW));
        payments.recordProviderReference(id, payments.find(id).orElseThrow().terms().provider(), 1, "first");
    }

    private static String other() {
        return "+233" + UUID.randomUUID();
    }

    private void refused(int attempt, int afterSeconds) {
        debits.refused(payments.find(id).orElseThrow(), attempt, REFUSAL, NOW.plus(Duration.ofSeconds(afterSeconds)));
    }

    private List<String> refusals() {
        return payments.history(id).stream().filter(entry -> "refused".equals(entry.detail().get("debit")))
                .map(entry -> entry.detail().get("attempt")).toList();
    }

    private static String pending() {
        return pending(Optional.empty(), Optional.empty());
    }

    /** A payment whose debit started at its creation, or not yet. */
    private static String pending(Optional<String> phone, Optional<String> reference) {
        PaymentTerms sample = SamplePayments.terms("shop", new Money(5000, "SLE"), NOW);
        PaymentTerms terms = new PaymentTerms(sample.id(), sample.merchant(), sample.orderId(), sample.provider(), sample.method(), sample.amount(),
                new Customer(Optional.empty(), Optional.empty(), phone, Optional.empty()), sample.description(), sample.redirectUrl(), sample.metadata(),
                sample.createdAt(), sample.expiresAt());
        DynamoIdempotencyStore creations = new DynamoIdempotencyStore(TestTable.overHttp(), TestTable.CONFIG, Clock.fixed(NOW, ZoneOffset.UTC),
                SamplePayments.IDS);
        Reservation.Started started = (Reservation.Started) creations.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                new Fingerprint("f"), terms);
        creations.complete(started.token(), new CreationResult(terms.id(), terms.provider(), PaymentStatus.PENDING, Optional.empty(),
                reference, Optional.empty(), NOW), new StoredAnswer(201, Map.of(), "{}"));
        return terms.id();
    }
}
