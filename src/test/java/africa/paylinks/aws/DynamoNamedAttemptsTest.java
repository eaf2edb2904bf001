package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.payment.Due;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.NamedAttempts;
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

class DynamoNamedAttemptsTest {

    private final TestTable.Empty own = TestTable.empty();
    private final DynamoNamedAttempts attempts = new DynamoNamedAttempts(own.client(), own.config());
    private final DynamoPaymentStore payments = new DynamoPaymentStore(own.client(), own.config());
    private final DynamoDueIndex index = new DynamoDueIndex(own.client(), own.config());
    private final String id = payment();
    private final String provider = payments.find(id).orElseThrow().terms().provider();

    @Test
    void anAttemptIsDueHalfAMinuteAfterItWasNamed() {
        attempts.note(provider, id, "tx-1", NOW);
        assertEquals(Optional.of("tx-1"), attempts.lastUnanswered(id));
        assertEquals(Optional.of(NOW), attempts.unansweredSince(id, "tx-1"));
        assertEquals(List.of(new Due(provider, new Due.OfAttempt(id, "tx-1"), NOW.plusSeconds(30))), due());
    }

    @Test
    void ofSeveralTheOneNamedLastIsTheLast() {
        attempts.note(provider, id, "tx-2", NOW.plusSeconds(1));
        attempts.note(provider, id, "tx-3", NOW.plusSeconds(9));
        attempts.note(provider, id, "tx-1", NOW.plusSeconds(5));
        assertEquals(Optional.of("tx-3"), attempts.lastUnanswered(id));
        attempts.answered(id, "tx-3");
        assertEquals(Optional.of("tx-1"), attempts.lastUnanswered(id));
    }

    @Test
    void whatIsAnsweredIsNoLongerDueAndStaysSoThoughItIsNamedAgain() {
        attempts.note(provider, id, "tx-1", NOW);
        attempts.answered(id, "tx-1");
        attempts.note(provider, id, "tx-1", NOW.plusSeconds(60));
        assertEquals(Optional.empty(), attempts.lastUnanswered(id));
        assertEquals(Optional.empty(), attempts.unansweredSince(id, "tx-1"));
        assertEquals(List.of(), due());
    }

    @Test
    void whatNobodyNamedCannotBeAnswered() {
        attempts.answered(id, "tx-1");
        assertEquals(Optional.empty(), attempts.unansweredSince(id, "tx-1"));
    }

    @Test
    void namedManyTimesAtOnceItIsOne() {
        List<CompletableFuture<Void>> visits = IntStream.range(0, 30).mapToObj(visit -> CompletableFuture.runAsync(() ->
                attempts.note(provider, id, "tx-1", NOW.plusMillis(visit)))).toList();
        visits.forEach(CompletableFuture::join);
        assertEquals(1, due().size());
        assertEquals("1", counted());
    }

    @Test
    void noMoreAreKeptThanACustomerCouldMake() {
        for (int number = 0; number < NamedAttempts.MOST + 10; number++) {
            attempts.note(provider, id, "tx-" + number, NOW.plusSeconds(number));
        }
        assertEquals(NamedAttempts.MOST, due().size());
        assertEquals(Optional.of("tx-" + (NamedAttempts.MOST - 1)), attempts.lastUnanswered(id));
    }

    @Test
    void ofPaymentsThatArePaidOrAnothersOrMissingNothingIsKept() {
        attempts.note("another", id, "tx-1", NOW);
        attempts.note(provider, "pay_missing", "tx-1", NOW);
        payments.raise(new StatusEvent(id, provider, PaymentStatus.COMPLETED, Cause.WEBHOOK, NOW, Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of()));
        attempts.note(provider, id, "tx-1", NOW);
        assertEquals(List.of(), due());
        assertEquals(Optional.empty(), attempts.lastUnanswered("pay_missing"));
    }

    @Test
    void attemptsAreForgottenInTheEnd() {
        attempts.note(provider, id, "tx-1", NOW);
        assertEquals(NOW.plus(Duration.ofDays(60)).getEpochSecond(), Long.parseLong(own.client().getItem(request -> request
                .tableName(own.config().table()).key(Keys.attempt(id, "tx-1"))).item().get("ttl").n()));
    }

    private List<Due> due() {
        List<Due> due = new ArrayList<>();
        for (int shard = 0; shard < 8; shard++) {
            TestTable.settle();
            due.addAll(index.page(provider, shard, Instant.parse("2100-01-01T00:00:00Z"), 100, Optional.empty()));
        }
        return due.stream().filter(any -> any.subject() instanceof Due.OfAttempt).toList();
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
}
