package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DynamoDueIndexTest {

    private static final int SHARD = 3;

    private final TestTable.Empty table = TestTable.emptyOverHttp();
    private final DueIndex index = new DynamoDueIndex(table.client(), table.config());

    @Test
    void dueItemsAreReadInPagesTheOldestFirst() {
        List<DueItem> expected = new ArrayList<>();
        for (int minutes = 5; minutes > 0; minutes--) {
            expected.add(due(NOW.minusSeconds(60L * minutes)));
        }
        DueItem atThatTime = due(NOW);
        expected.add(atThatTime);
        due(NOW.plusMillis(1));
        TestTable.settle();
        List<DueItem> found = new ArrayList<>(index.page("flot", SHARD, NOW, 4, Optional.empty()));
        assertEquals(expected.subList(0, 4), found);
        found.addAll(index.page("flot", SHARD, NOW, 4, Optional.of(found.get(3))));
        assertEquals(expected, found);
        assertEquals(List.of(), index.page("flot", SHARD, NOW, 4, Optional.of(atThatTime)));
        assertEquals(List.of(), index.page("flot", SHARD + 1, NOW, 4, Optional.empty()));
        assertEquals(List.of(), index.page("fluid", SHARD, NOW, 4, Optional.empty()));
    }

    @Test
    void oneOfSeveralConcurrentCallersReschedulesADueItem() {
        DueItem due = due(NOW);
        Instant next = NOW.plusSeconds(120);
        DueItem moved = new DueItem(due.provider(), due.subject(), next);
        assertEquals(Optional.of(moved), index.move(due, next));
        assertEquals(Optional.empty(), index.move(due, NOW.plusSeconds(300)));
        TestTable.settle();
        assertEquals(List.of(moved), index.page("flot", SHARD, next, 10, Optional.empty()));
    }

    @Test
    void settlesOnlyItemsThatWereNotMovedMeanwhile() {
        DueItem due = due(NOW);
        DueItem moved = index.move(due, NOW.plusSeconds(1)).orElseThrow();
        index.settle(due);
        TestTable.settle();
        assertEquals(List.of(moved), index.page("flot", SHARD, moved.at(), 10, Optional.empty()));
        index.settle(moved);
        TestTable.settle();
        assertEquals(List.of(), index.page("flot", SHARD, moved.at(), 10, Optional.empty()));
        assertFalse(item(moved).containsKey("dueShard"));
    }

    /** A payment of one and the same shard. */
    private DueItem due(Instant at) {
        PaymentTerms terms;
        do {
            terms = SamplePayments.terms("shop", new Money(5000, "SLE"), NOW);
        } while (!DueKeys.shard("flot", terms.id()).equals(DueKeys.shard("flot", SHARD)));
        Map<String, AttributeValue> item = PaymentItem.creating(terms, at);
        table.client().putItem(request -> request.tableName(table.config().table()).item(item));
        return new DueItem("flot", new DueItem.OfPayment(terms.id()), at);
    }

    private Map<String, AttributeValue> item(DueItem due) {
        return table.client().getItem(request -> request.tableName(table.config().table()).key(DueKeys.of(due))).item();
    }
}
