package africa.paylinks.aws;

import static africa.paylinks.payment.SamplePayments.NOW;
import static africa.paylinks.payment.SamplePayments.statusEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentPage;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentSearch.Position;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class DynamoPaymentStoreSearchTest {

    private static final Money AMOUNT = new Money(5000, "SLE");

    private final TestTable.Empty table = TestTable.emptyOverHttp();
    private final String merchant = "m-" + UUID.randomUUID();
    private int reads;
    private final DynamoPaymentStore store = new DynamoPaymentStore(InterceptedStore.of(table.client(), operation -> {
        if (operation.equals("query")) {
            reads++;
        }
    }), table.config());

    @Test
    void aPageOfAnyPaymentsIsReadAtOnceFromEachShard() {
        put(7, NOW);
        PaymentPage page = search(any(3));
        assertEquals(3, page.payments().size());
        assertEquals(Optional.of(place(page.payments().get(2))), page.next());
        assertTrue(reads <= 2 * Shards.COUNT, () -> reads + " reads");
    }

    @Test
    void aRareMatchIsFoundInOneReadOfEachShard() {
        put(60, NOW);
        PaymentTerms paid = paid(NOW.minusSeconds(1));
        PaymentPage page = search(paid(1, Optional.empty()));
        assertEquals(List.of(paid.id()), ids(page));
        assertEquals(Shards.COUNT, reads);
    }

    @Test
    void itemsReadBeyondThePageAreOnTheNextPage() {
        Set<String> expected = new HashSet<>();
        for (int second = 0; second < 5; second++) {
            put(1, NOW.plusSeconds(second));
            expected.add(paid(NOW.plusSeconds(second)).id());
        }
        PaymentPage first = search(paid(2, Optional.empty()));
        PaymentPage second = search(paid(2, first.next()));
        PaymentPage third = search(paid(2, second.next()));
        assertEquals(List.of(2, 2, 1), List.of(first.payments().size(), second.payments().size(), third.payments().size()));
        Set<String> found = new HashSet<>(ids(first));
        found.addAll(ids(second));
        found.addAll(ids(third));
        assertEquals(expected, found);
        assertEquals(Optional.empty(), third.next());
    }

    @Test
    void aPageThatHoldsAllThereIsHasNoNext() {
        paid(NOW);
        paid(NOW.plusSeconds(1));
        put(3, NOW.plusSeconds(2));
        PaymentPage page = search(paid(2, Optional.empty()));
        assertEquals(2, page.payments().size());
        assertEquals(Optional.empty(), page.next());
    }

    @Test
    void aPageThatIsFullReadsNoFurther() {
        put(150, NOW);
        paid(NOW.plusSeconds(1));
        PaymentPage page = search(paid(1, Optional.empty()));
        assertEquals(1, page.payments().size());
        assertEquals(Shards.COUNT, reads);
        // All shards were read to their ends, so that it is known that nothing follows.
        assertEquals(Optional.empty(), page.next());
    }

    @Test
    void aSearchThatFindsLittleStopsAfterAboutAThousandAndGoesOnFromThere() {
        PaymentTerms oldest = paid(NOW.minusSeconds(1));
        for (int second = 0; second < 80; second++) {
            put(25, NOW.plusSeconds(second));
        }
        PaymentPage nothingYet = search(paid(10, Optional.empty()));
        assertEquals(List.of(), nothingYet.payments());
        assertTrue(nothingYet.next().isPresent());
        assertTrue(reads <= 10 + Shards.COUNT, () -> reads + " reads");
        PaymentPage rest = nothingYet;
        for (int page = 0; page < 4 && rest.payments().isEmpty(); page++) {
            rest = search(paid(10, rest.next()));
        }
        assertEquals(List.of(oldest.id()), ids(rest));
        assertEquals(Optional.empty(), rest.next());
    }

    @Tag("slow")
    @Test
    void paymentsOfAllShardsComeInOneOrderPageByPageWhateverThePage() {
        List<PaymentTerms> all = new ArrayList<>();
        for (int millis = 0; millis < 30; millis++) {
            all.addAll(put(1 + millis % 4, NOW.plusMillis(millis)));
        }
        List<String> expected = all.stream().sorted(java.util.Comparator.comparing(PaymentTerms::createdAt)
                .thenComparing(PaymentTerms::id).reversed()).map(PaymentTerms::id).toList();
        for (int limit : List.of(1, 7, 20, 100)) {
            List<String> found = new ArrayList<>();
            Optional<Position> after = Optional.empty();
            do {
                PaymentPage page = search(new PaymentSearch(merchant, Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.empty(), limit, after));
                found.addAll(ids(page));
                after = page.next();
            } while (after.isPresent());
            assertEquals(expected, found, "pages of " + limit);
        }
    }

    @Test
    void aHundredPaymentsASecondOfOneMerchantStayFarBelowTheIndexLimits() {
        PaymentTerms terms = SamplePayments.terms(merchant, AMOUNT, NOW);
        int[] shares = new int[Shards.COUNT];
        for (int number = 0; number < 8_000; number++) {
            String shard = PaymentItem.creating(SamplePayments.terms(merchant, AMOUNT, NOW), NOW).get("merchantShard").s();
            shares[Integer.parseInt(shard.substring(shard.lastIndexOf('#') + 1))]++;
        }
        double fullest = java.util.Arrays.stream(shares).max().orElseThrow() / 8_000.0;
        int bytes = PaymentItem.creating(terms, NOW).toString().length();
        // The whole item is in the index: it is written when the payment is created, opened and paid, and by five more changes.
        int unitsPerPayment = 8 * (1 + bytes / 1024);
        double mostPayments = 1_000 / fullest / unitsPerPayment;
        assertTrue(mostPayments >= 400, () -> "only " + mostPayments + " payments a second, " + bytes + " bytes");
    }

    @Test
    void paymentsOfTheOneMillisecondThatIsSearchedComePageByPage() {
        put(3, NOW);
        put(1, NOW.minusMillis(1));
        put(1, NOW.plusMillis(1));
        Set<String> found = new HashSet<>();
        Optional<Position> after = Optional.empty();
        for (int page = 0; page < 3; page++) {
            PaymentPage next = search(between(NOW, NOW.plusMillis(1), 1, after));
            assertEquals(List.of(NOW), next.payments().stream().map(payment -> payment.terms().createdAt()).toList());
            found.addAll(ids(next));
            after = next.next();
        }
        assertEquals(3, found.size());
        assertEquals(Optional.empty(), after);
    }

    @Test
    void aPlaceAfterTheTimesThatAreSearchedIsTheirBeginningAndOneBeforeThemTheirEnd() {
        put(2, NOW);
        Position later = new Position(NOW.plusSeconds(60), "pay_later");
        Position earlier = new Position(NOW.minusSeconds(60), "pay_earlier");
        assertEquals(2, search(between(NOW, NOW.plusSeconds(1), 10, Optional.of(later))).payments().size());
        assertEquals(new PaymentPage(List.of(), Optional.empty()), search(between(NOW, NOW.plusSeconds(1), 10, Optional.of(earlier))));
    }

    @Test
    void timesThatEndBeforeTheyBeginHoldNothing() {
        put(1, NOW);
        assertEquals(new PaymentPage(List.of(), Optional.empty()), search(between(NOW, NOW, 10, Optional.empty())));
        assertEquals(0, reads);
    }

    @Test
    void anOrdersPaymentsAreFoundByIt() {
        put(2, NOW);
        PaymentTerms expected = paid(NOW);
        PaymentSearch search = new PaymentSearch(merchant, Optional.of(expected.orderId()), Optional.empty(), Optional.empty(),
                Optional.empty(), 10, Optional.empty());
        assertEquals(List.of(expected.id()), ids(search(search)));
        assertTrue(search(new PaymentSearch("another", search.orderId(), search.status(), search.from(), search.to(), 10,
                Optional.empty())).payments().isEmpty());
    }

    private PaymentPage search(PaymentSearch search) {
        TestTable.settle();
        return store.search(search);
    }

    private PaymentSearch any(int limit) {
        return new PaymentSearch(merchant, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit,
                Optional.empty());
    }

    private PaymentSearch paid(int limit, Optional<Position> after) {
        return new PaymentSearch(merchant, Optional.empty(), Optional.of(PaymentStatus.COMPLETED), Optional.empty(),
                Optional.empty(), limit, after);
    }

    private PaymentSearch between(Instant from, Instant to, int limit, Optional<Position> after) {
        return new PaymentSearch(merchant, Optional.empty(), Optional.empty(), Optional.of(from), Optional.of(to), limit, after);
    }

    private static Position place(Payment payment) {
        return new Position(payment.terms().createdAt(), payment.id());
    }

    private static List<String> ids(PaymentPage page) {
        return page.payments().stream().map(Payment::id).toList();
    }

    private PaymentTerms paid(Instant createdAt) {
        PaymentTerms terms = put(1, createdAt).get(0);
        store.raise(statusEvent(terms, PaymentStatus.COMPLETED));
        return terms;
    }

    private List<PaymentTerms> put(int count, Instant createdAt) {
        List<PaymentTerms> put = new ArrayList<>();
        while (put.size() < count) {
            List<WriteRequest> some = new ArrayList<>();
            while (some.size() < 25 && put.size() < count) {
                PaymentTerms terms = SamplePayments.terms(merchant, AMOUNT, createdAt);
                Map<String, AttributeValue> item = PaymentItem.creating(terms, createdAt);
                some.add(WriteRequest.builder().putRequest(request -> request.item(item)).build());
                put.add(terms);
            }
            table.client().batchWriteItem(request -> request.requestItems(Map.of(table.config().table(), some)));
        }
        return put;
    }
}
