package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.ReportedTransactions.Answer;
import africa.paylinks.provider.ReportedTransactions.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoReportedTransactionsTest {

    private final TestTable.Empty own = TestTable.emptyOverHttp();
    private final DynamoReportedTransactions attempts = new DynamoReportedTransactions(own.client(), own.config());
    private final DynamoPaymentStore payments = new DynamoPaymentStore(own.client(), own.config());
    private final DynamoDueIndex index = new DynamoDueIndex(own.client(), own.config());
    private final String id = payment();
    private final String provider = payments.find(id).orElseThrow().terms().provider();

    @Test
    void aTransactionIsDueHalfAMinuteAfterItWasReported() {
        attempts.note(provider, id, "tx-1", NOW);
        assertEquals(Optional.of("tx-1"), last(id));
        assertEquals(Optional.of(NOW), waitsSince("tx-1"));
        assertEquals(List.of(new DueItem(provider, new DueItem.OfTransaction(id, "tx-1"), NOW.plusSeconds(30))), due());
    }

    @Test
    void theTransactionReportedLastIsTheLast() {
        attempts.note(provider, id, "tx-2", NOW.plusSeconds(1));
        attempts.note(provider, id, "tx-3", NOW.plusSeconds(9));
        attempts.note(provider, id, "tx-1", NOW.plusSeconds(5));
        assertEquals(Optional.of("tx-3"), last(id));
        attempts.answered(id, "tx-3", Answer.OUTCOME);
        assertEquals(Optional.of("tx-1"), last(id));
    }

    @Test
    void aCheckedTransactionStaysCheckedWhenItIsReportedAgain() {
        attempts.note(provider, id, "tx-1", NOW);
        attempts.answered(id, "tx-1", Answer.OUTCOME);
        attempts.note(provider, id, "tx-1", NOW.plusSeconds(60));
        assertEquals(Optional.empty(), last(id));
        assertEquals(Optional.empty(), waitsSince("tx-1"));
        assertEquals(List.of(), due());
    }

    @Test
    void anUnreportedTransactionCannotBeUpdated() {
        attempts.answered(id, "tx-1", Answer.OUTCOME);
        assertEquals(Optional.empty(), waitsSince("tx-1"));
    }

    @Test
    void namedManyTimesAtOnceItIsOne() {
        List<CompletableFuture<Void>> reports = IntStream.range(0, 30).mapToObj(number -> CompletableFuture.runAsync(() ->
                attempts.note(provider, id, "tx-1", NOW.plusMillis(number)))).toList();
        reports.forEach(CompletableFuture::join);
        assertEquals(1, due().size());
        assertEquals("1", counted());
    }

    @Test
    void onlyTheLatestReportedTransactionsAreOpen() {
        for (int number = 0; number < 60; number++) {
            attempts.note(provider, id, "tx-" + number, NOW.plusSeconds(number));
        }
        assertEquals(List.of("tx-59", "tx-58", "tx-57", "tx-56", "tx-55"), attempts.open(id).stream().map(Open::transactionId).toList());
        assertEquals(ReportedTransactions.MAX_OPEN, due().size());
    }

    @Test
    void knownTransactionsAreNotEvictedByUnknownOnes() {
        attempts.note(provider, id, "real", NOW);
        attempts.answered(id, "real", Answer.UNDECIDED);
        for (int number = 0; number < 60; number++) {
            attempts.note(provider, id, "junk-" + number, NOW.plusSeconds(1 + number));
        }
        assertTrue(attempts.open(id).contains(new Open("real", NOW, Optional.of(Answer.UNDECIDED))));
        assertEquals(ReportedTransactions.MAX_OPEN, due().size());
    }

    @Test
    void unknownTransactionsAreEvictedBeforeUncheckedOnes() {
        for (int number = 0; number < ReportedTransactions.MAX_OPEN; number++) {
            attempts.note(provider, id, "tx-" + number, NOW.plusSeconds(number));
        }
        attempts.answered(id, "tx-3", Answer.UNKNOWN);
        attempts.note(provider, id, "real", NOW.plusSeconds(60));
        assertEquals(List.of("real", "tx-4", "tx-2", "tx-1", "tx-0"), attempts.open(id).stream().map(Open::transactionId).toList());
    }

    @Test
    void transactionsOfOtherOrMissingPaymentsAreNotStored() {
        attempts.note("another", id, "tx-1", NOW);
        attempts.note(provider, "pay_missing", "tx-1", NOW);
        assertEquals(List.of(), due());
        assertEquals(Optional.empty(), last("pay_missing"));
    }

    @Test
    void anotherTransactionOfAPaidPaymentIsStored() {
        payments.raise(new StatusEvent(id, provider, PaymentStatus.COMPLETED, Cause.WEBHOOK, NOW, Optional.of(new Money(5000, "SLE")),
                Optional.of("tx-1"), Optional.empty(), Map.of()));
        attempts.note(provider, id, "tx-2", NOW);
        assertEquals(1, due().size());
    }

    @Test
    void transactionsExpire() {
        attempts.note(provider, id, "tx-1", NOW);
        assertEquals(NOW.plus(Duration.ofDays(60)).getEpochSecond(), Long.parseLong(own.client().getItem(request -> request
                .tableName(own.config().table()).key(Keys.attempt(id, "tx-1"))).item().get("ttl").n()));
    }

    private Optional<String> last(String paymentId) {
        return attempts.open(paymentId).stream().map(Open::transactionId).findFirst();
    }

    private List<DueItem> due() {
        List<DueItem> due = new ArrayList<>();
        for (int shard = 0; shard < 8; shard++) {
            TestTable.settle();
            due.addAll(index.page(provider, shard, Instant.parse("2100-01-01T00:00:00Z"), 100, Optional.empty()));
        }
        return due.stream().filter(any -> any.subject() instanceof DueItem.OfTransaction).toList();
    }

    private String counted() {
        return own.client().getItem(request -> request.tableName(own.config().table()).key(Keys.payment(id))).item()
                .getOrDefault("namedAttempts", AttributeValue.fromN("0")).n();
    }

    private String payment() {
        PaymentTerms terms = SamplePayments.terms("m-" + UUID.randomUUID(), new Money(5000, "SLE"), NOW);
        own.client().putItem(request -> request.tableName(own.config().table())
                .item(PaymentItem.creating(terms, NOW.plusSeconds(35))));
        return terms.id();
    }

    private Optional<Instant> waitsSince(String transactionId) {
        return attempts.open(id).stream().filter(open -> open.transactionId().equals(transactionId)).map(Open::reportedAt).findFirst();
    }
}
