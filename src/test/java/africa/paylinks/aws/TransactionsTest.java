package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

class TransactionsTest {

    private final String name = "TEST#" + UUID.randomUUID();
    private int calls;
    private int failures;
    private SdkException failure = InterceptedStore.conflict();
    private final Transactions transactions = new Transactions(InterceptedStore.of(TestTable.overHttp(), this::fails));

    @Test
    void aConflictingTransactionIsWrittenAfterAWhile() {
        failures = 4;
        assertTrue(transactions.write(List.of(once("a"))).isEmpty());
        assertEquals(5, calls);
        assertEquals(1, TestTable.partition(name).size());
    }

    @Tag("slow")
    @Test
    void aConflictThatLastsForSecondsFailsWithItsReason() {
        failures = Integer.MAX_VALUE;
        assertSame(failure, assertThrows(StoreUnavailable.class, () -> transactions.write(List.of(once("a")))).getCause());
        assertEquals(8, calls);
    }

    @Tag("slow")
    @Test
    void aSingleWriteThatMeetsATransactionIsWrittenAfterAWhileLikeATransaction() {
        int[] tries = {0};
        assertTrue(Transactions.attempt(() -> {
            if (++tries[0] <= 4) {
                throw single();
            }
        }));
        assertEquals(5, tries[0]);
        TransactionConflictException conflict = single();
        tries[0] = 0;
        assertSame(conflict, assertThrows(StoreUnavailable.class, () -> Transactions.run(() -> {
            tries[0]++;
            throw conflict;
        })).getCause());
        assertEquals(8, tries[0]);
    }

    @Test
    void everySingleWriteOfThePaymentStoreOutlastsAConflict() {
        int[] conflicts = {0};
        DynamoPaymentStore store = new DynamoPaymentStore(InterceptedStore.of(TestTable.overHttp(), operation -> {
            if (operation.equals("updateItem") && conflicts[0]++ < 3) {
                throw single();
            }
        }), TestTable.CONFIG);
        PaymentTerms terms = SamplePayments.terms(name, new Money(5000, "SLE"), SamplePayments.NOW);
        TestTable.overHttp().putItem(request -> request.tableName(TestTable.CONFIG.table())
                .item(PaymentItem.creating(terms, SamplePayments.NOW)));
        assertTrue(store.claimStatusCheck(terms.id(), PaymentStore.StatusCheckCaller.MERCHANT, SamplePayments.NOW, Duration.ofSeconds(3)).isEmpty());
        assertEquals(4, conflicts[0]);
    }

    private static TransactionConflictException single() {
        return TransactionConflictException.builder().message("Played: a transaction has it").build();
    }

    @Test
    void anInterruptedThreadDoesNotRetryAConflictAndStaysInterrupted() {
        failures = Integer.MAX_VALUE;
        Thread.currentThread().interrupt();
        StoreUnavailable given = assertThrows(StoreUnavailable.class, () -> transactions.write(List.of(once("a"))));
        assertTrue(Thread.interrupted());
        assertTrue(given.getCause() instanceof InterruptedException);
        assertEquals(1, calls);
    }

    @Test
    void otherStoreErrorsAreNotRetried() {
        failures = Integer.MAX_VALUE;
        failure = ProvisionedThroughputExceededException.builder().message("Played: too much").build();
        assertSame(failure, assertThrows(StoreUnavailable.class, () -> transactions.write(List.of(once("a")))).getCause());
        assertEquals(1, calls);
    }

    @Test
    void aFailedConditionIsNotRetriedAndReturnsTheConflictingItem() {
        transactions.write(List.of(once("b")));
        calls = 0;
        Transactions.Refusal refusal = transactions.write(List.of(once("a"), once("b"))).orElseThrow();
        assertEquals(1, calls);
        assertFalse(refusal.by(0));
        assertEquals(Optional.empty(), refusal.existing(0));
        assertTrue(refusal.by(1));
        assertEquals(Optional.of(item("b")), refusal.existing(1));
        assertEquals(List.of(item("b")), TestTable.partition(name));
    }

    @Test
    void anAttemptReturnsWhetherItsConditionHeldAndThrowsIfUnknown() {
        Runnable put = () -> TestTable.overHttp().putItem(request -> request.tableName(TestTable.CONFIG.table()).item(item("a"))
                .conditionExpression("attribute_not_exists(pk)"));
        assertTrue(Transactions.attempt(put));
        assertFalse(Transactions.attempt(put));
        assertThrows(StoreUnavailable.class, () -> Transactions.attempt(() -> {
            throw failure;
        }));
    }

    private void fails(String operation) {
        if (operation.equals("transactWriteItems") && ++calls <= failures) {
            throw failure;
        }
    }

    private Map<String, AttributeValue> item(String sort) {
        return Map.of("pk", Item.text(name), "sk", Item.text(sort));
    }

    private TransactWriteItem once(String sort) {
        return TransactWriteItem.builder().put(put -> put.tableName(TestTable.CONFIG.table()).item(item(sort))
                .conditionExpression("attribute_not_exists(pk)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)).build();
    }
}
