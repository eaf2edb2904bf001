package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static africa.paylinks.payment.SamplePayments.opening;
import static africa.paylinks.payment.SamplePayments.terms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.IdempotencyStore.Completion;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoIdempotencyStoreTest {

    private static final StoredAnswer ANSWER = new StoredAnswer(201, Map.of("location", "/payments/x"), "{\"id\":\"x\"}");

    private final AdjustableClock clock = new AdjustableClock(NOW);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.overHttp(), TestTable.CONFIG);
    private final DynamoIdempotencyStore store =
            new DynamoIdempotencyStore(TestTable.overHttp(), TestTable.CONFIG, clock, SamplePayments.IDS);
    private final IdempotencyKey key = new IdempotencyKey("shop", UUID.randomUUID().toString());
    private final Fingerprint fingerprint = fingerprint("body");
    private final PaymentTerms terms = terms();

    @Test
    void aNewKeyReservesThePaymentWithIt() {
        assertInstanceOf(Reservation.Started.class, store.reserve(key, fingerprint, terms));
        assertEquals(PaymentStatus.CREATING, payments.find(terms.id()).orElseThrow().status());
        assertEquals(terms, payments.find(terms.id()).orElseThrow().terms());
    }

    @Test
    void anotherBodyUnderTheSameKeyIsRefusedAndReservesNothing() {
        start();
        PaymentTerms other = terms();
        assertInstanceOf(Reservation.KeyReused.class, store.reserve(key, fingerprint("other"), other));
        assertTrue(payments.find(other.id()).isEmpty());
    }

    @Test
    void theSameKeyOfAnotherMerchantIsAnotherKey() {
        start();
        IdempotencyKey foreign = new IdempotencyKey("other", key.value());
        assertInstanceOf(Reservation.Started.class, store.reserve(foreign, fingerprint, terms()));
    }

    @Test
    void onlyAPaymentWhoseCreationHasNotEndedExpiresLater() {
        FencingToken token = start();
        Instant later = terms.expiresAt().plusSeconds(60);
        assertTrue(payments.postponeExpiry(terms.id(), later));
        assertEquals(later, payments.find(terms.id()).orElseThrow().terms().expiresAt());
        assertFalse(payments.postponeExpiry(terms.id(), terms.expiresAt()), "never earlier");
        store.complete(token, opening(terms), ANSWER);
        assertFalse(payments.postponeExpiry(terms.id(), later.plusSeconds(60)));
        assertEquals(later, payments.find(terms.id()).orElseThrow().terms().expiresAt());
    }

    /** The payments of deals, transfers and subscriptions have ids that were chosen in advance, and may wait longer than a key lives. */
    @Test
    void anExpiredKeyIsHeldAgainForThePaymentThatItOrdered() {
        FencingToken old = start();
        clock.advance(TestTable.CONFIG.idempotency().life());
        Reservation.TakenOver again = assertInstanceOf(Reservation.TakenOver.class, store.reserve(key, fingerprint, terms));
        assertEquals(terms.id(), again.subjectId());
        assertFalse(again.token().isFirst(), "a refusal is not final: an earlier request may have reached the provider");
        assertInstanceOf(Reservation.InProgress.class, store.reserve(key, fingerprint, terms));
        assertEquals(Completion.TAKEN_OVER, store.complete(old, opening(terms), ANSWER));
        assertEquals(Completion.COMPLETED, store.complete(again.token(), opening(terms), ANSWER));
    }

    @Test
    void noOtherKeyGetsAPaymentThatExists() {
        start();
        IdempotencyKey other = new IdempotencyKey("shop", UUID.randomUUID().toString());
        IdempotencyKey foreign = new IdempotencyKey("other", key.value());
        assertThrows(IllegalStateException.class, () -> store.reserve(other, fingerprint, terms));
        assertThrows(IllegalStateException.class, () -> store.reserve(foreign, fingerprint, terms));
    }

    @Test
    void whileTheLeaseRunsOtherCallersGetTheRemainingTime() {
        start();
        clock.advance(Duration.ofSeconds(5));
        Reservation.InProgress wait = assertInstanceOf(Reservation.InProgress.class,
                store.reserve(key, fingerprint, terms()));
        assertEquals(Duration.ofSeconds(30), wait.retryAfter());
    }

    @Test
    void aFinishedRequestAnswersAgainWhatItAnswered() {
        assertEquals(Completion.COMPLETED, store.complete(start(), opening(terms), ANSWER));
        Reservation.Answered answered = assertInstanceOf(Reservation.Answered.class,
                store.reserve(key, fingerprint, terms()));
        assertEquals(ANSWER, answered.answer());
        assertEquals(new Reservation.Answered(ANSWER), store.resume(key, fingerprint).orElseThrow());
        assertTrue(store.resume(key, fingerprint("other")).isEmpty());
    }

    @Test
    void finishingWritesPaymentHistoryAndOutboxTogether() {
        store.complete(start(), opening(terms), ANSWER);
        var payment = payments.find(terms.id()).orElseThrow();
        assertEquals(PaymentStatus.PENDING, payment.status());
        assertEquals(opening(terms).instructions(), payment.instructions());
        assertEquals(opening(terms).providerReference(), payment.providerReference());
        assertEquals(List.of(PaymentStatus.PENDING), payments.history(terms.id()).stream().map(line -> line.to()).toList());
        assertEquals(List.of("payment.created"), outbox(terms.id()));
    }

    @Test
    void aPaymentThatWaitsIsDueSoonAndOneThatWasRefusedIsNotAndSaysWhy() {
        store.complete(start(), opening(terms), ANSWER);
        assertEquals(PaymentJson.instant(opening(terms).at().plusSeconds(30)), payment(terms).get("dueAt").s());
        PaymentTerms refused = terms();
        FencingToken claim = assertInstanceOf(Reservation.Started.class,
                store.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()), fingerprint, refused)).token();
        assertTrue(payment(refused).containsKey("dueShard"));
        Failure why = new Failure("declined", "The provider does not want it.");
        assertEquals(Completion.COMPLETED, store.complete(claim, new CreationResult(refused.id(), refused.provider(), PaymentStatus.FAILED,
                Optional.empty(), Optional.empty(), Optional.of(why), clock.instant()), ANSWER));
        assertEquals(Optional.of(why), payments.find(refused.id()).orElseThrow().failure());
        assertFalse(payment(refused).containsKey("dueAt") || payment(refused).containsKey("dueShard"));
        assertEquals("declined", payments.history(refused.id()).get(0).detail().get("failure"));
    }

    @Test
    void aCreationRefusedAfterATakeoverStaysDueBecauseItMayAlreadyExist() {
        start();
        clock.advance(TestTable.CONFIG.idempotency().lease());
        assertEquals(Completion.COMPLETED, store.complete(takeOver().token(), new CreationResult(terms.id(), terms.provider(),
                PaymentStatus.FAILED, Optional.empty(), Optional.empty(), Optional.of(new Failure("declined", "It is there already.")),
                clock.instant()), ANSWER));
        assertEquals(PaymentStatus.FAILED, payments.find(terms.id()).orElseThrow().status());
        assertTrue(payment(terms).containsKey("dueAt") && payment(terms).containsKey("dueShard"));
    }

    @Test
    void aLeaseThatIsOverIsTakenOverWithTheSamePayment() {
        FencingToken first = start();
        clock.advance(TestTable.CONFIG.idempotency().lease());
        Reservation.TakenOver second = takeOver();
        assertEquals(terms.id(), second.subjectId());
        assertEquals(first.fence() + 1, second.token().fence());
        assertInstanceOf(Reservation.InProgress.class, store.reserve(key, fingerprint, terms()));
    }

    @Test
    void aRequestThatIsNoLongerAllowedIsResumedButNotStarted() {
        assertTrue(store.resume(key, fingerprint).isEmpty());
        assertInstanceOf(Reservation.Started.class, store.reserve(key, fingerprint, terms));
        assertInstanceOf(Reservation.InProgress.class, store.resume(key, fingerprint).orElseThrow());
        clock.advance(TestTable.CONFIG.idempotency().lease());
        Reservation.TakenOver resumed = assertInstanceOf(Reservation.TakenOver.class, store.resume(key, fingerprint).orElseThrow());
        assertEquals(terms.id(), resumed.subjectId());
        assertTrue(store.resume(key, fingerprint("other")).isEmpty());
    }

    @Test
    void aReleasedLeaseIsTakenOverAtOnce() {
        store.release(start());
        assertEquals(terms.id(), takeOver().subjectId());
    }

    @Test
    void aFormerOwnerThatResumesChangesNothing() {
        FencingToken old = start();
        clock.advance(Duration.ofMinutes(1));
        FencingToken current = takeOver().token();
        StoredAnswer late = new StoredAnswer(201, Map.of(), "late");

        assertEquals(Completion.TAKEN_OVER, store.complete(old, opening(terms), late));
        assertEquals(Completion.TAKEN_OVER, store.completeRaised(old, opening(terms), late));
        store.release(old);
        assertInstanceOf(Reservation.InProgress.class, store.reserve(key, fingerprint, terms()));
        assertEquals(PaymentStatus.CREATING, payments.find(terms.id()).orElseThrow().status());

        assertEquals(Completion.COMPLETED, store.complete(current, opening(terms), ANSWER));
        assertEquals(Completion.TAKEN_OVER, store.complete(old, opening(terms), late));
        store.release(old);
        assertEquals(new Reservation.Answered(ANSWER), store.resume(key, fingerprint).orElseThrow());
        assertEquals(List.of("payment.created"), outbox(terms.id()));
    }

    @Test
    void aStatusThatArrivesBeforeTheLinkIsKeptAndGainsTheLink() {
        FencingToken claim = start();
        payments.raise(SamplePayments.statusEvent(terms, PaymentStatus.COMPLETED));
        assertEquals(Completion.ALREADY_RAISED, store.complete(claim, opening(terms), ANSWER));
        assertEquals(Completion.COMPLETED, store.completeRaised(claim, opening(terms), ANSWER));
        var payment = payments.find(terms.id()).orElseThrow();
        assertEquals(PaymentStatus.COMPLETED, payment.status());
        assertEquals(opening(terms).instructions(), payment.instructions());
        assertEquals(opening(terms).providerReference(), payment.providerReference());
        assertEquals(List.of("payment.completed"), outbox(terms.id()));
    }

    @Test
    void anExpiredKeyIsNewThoughTheTableStillHoldsIt() {
        store.complete(start(), opening(terms), ANSWER);
        clock.advance(TestTable.CONFIG.idempotency().life().minusSeconds(1));
        assertTrue(store.resume(key, fingerprint).isPresent());
        clock.advance(Duration.ofSeconds(1));
        assertTrue(store.resume(key, fingerprint).isEmpty());
        PaymentTerms again = terms();
        assertInstanceOf(Reservation.Started.class, store.reserve(key, fingerprint("other"), again));
        assertTrue(payments.find(again.id()).isPresent());
    }

    private FencingToken start() {
        return assertInstanceOf(Reservation.Started.class, store.reserve(key, fingerprint, terms)).token();
    }

    private Reservation.TakenOver takeOver() {
        return assertInstanceOf(Reservation.TakenOver.class, store.reserve(key, fingerprint, terms()));
    }

    private static Map<String, AttributeValue> payment(PaymentTerms terms) {
        return TestTable.partition("PAYMENT#" + terms.id()).stream().filter(item -> item.get("sk").s().equals("PAYMENT")).findFirst().orElseThrow();
    }

    private static List<String> outbox(String paymentId) {
        return TestTable.partition("OUTBOX#" + paymentId).stream().map(item -> item.get("type").s()).toList();
    }

    private static Fingerprint fingerprint(String body) {
        return Fingerprint.of("POST", "/payment-links", body.getBytes(StandardCharsets.UTF_8));
    }
}
