package africa.paylinks.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

class DynamoReportedPaymentsTest {

    private static final String TABLE = TestTable.CONFIG.table();

    private final Map<String, Integer> calls = new HashMap<>();
    private final DynamoReportedPayments store = new DynamoReportedPayments(
            InterceptedStore.of(TestTable.client(), operation -> calls.merge(operation, 1, Integer::sum)), TestTable.CONFIG);

    @Test
    void aHundredPaymentsTakeOneCallAndThoseThatDoNotExistAreLeftOut() {
        List<String> ids = new ArrayList<>(IntStream.range(0, 99).mapToObj(number -> put(Map.of())).toList());
        Set<String> expected = Set.copyOf(ids);
        ids.add(SamplePayments.IDS.next());
        calls.clear();
        assertEquals(expected, found(ids));
        assertEquals(Map.of("batchGetItem", 1), calls);
    }

    /** A call answers at most 16 MB. */
    @Test
    void whatOneCallDoesNotAnswerIsAskedForAgain() {
        AttributeValue large = AttributeValue.fromS("x".repeat(390_000));
        List<String> ids = IntStream.range(0, 44).mapToObj(number -> put(Map.of("large", large))).toList();
        assertEquals(Set.copyOf(ids), found(ids));
        assertEquals(2, calls.get("batchGetItem"));
    }

    @Test
    void theTableRefusesWhatDynamoDbRefuses() {
        assertRefused(IntStream.range(0, 101).mapToObj(number -> Keys.payment("pay_" + number)).toList());
        assertRefused(List.of(Keys.payment("pay_1"), Keys.payment("pay_1")));
    }

    private static void assertRefused(List<Map<String, AttributeValue>> keys) {
        BatchGetItemRequest request = BatchGetItemRequest.builder()
                .requestItems(Map.of(TABLE, KeysAndAttributes.builder().keys(keys).build())).build();
        DynamoDbException refused = assertThrows(DynamoDbException.class, () -> TestTable.client().batchGetItem(request));
        assertTrue(refused.awsErrorDetails().errorCode().contains("Validation"), refused.getMessage());
    }

    private Set<String> found(List<String> ids) {
        return store.find(ids).stream().map(Payment::id).collect(Collectors.toSet());
    }

    private static String put(Map<String, AttributeValue> more) {
        PaymentTerms terms = SamplePayments.terms();
        Map<String, AttributeValue> item = new HashMap<>(PaymentItem.creating(terms, terms.createdAt()));
        item.putAll(more);
        TestTable.client().putItem(request -> request.tableName(TABLE).item(item));
        return terms.id();
    }
}
