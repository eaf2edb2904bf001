package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoRefundStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundSource;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.refund.RefundStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Checks the invariants of a drained simulation and reports violations. */
final class InvariantChecker {

    static final String TWO_LINKS = "Two links under one key: ";

    private final SimulatedSystem system;
    private final DynamoDbClient store;
    private final PaymentStore payments;
    private final RefundStore refunds;
    private final Map<String, Integer> applied = new HashMap<>();
    private long checks;

    InvariantChecker(SimulatedSystem system, DynamoDbClient store) {
        this.system = system;
        this.store = store;
        this.payments = new DynamoPaymentStore(store, TestTable.CONFIG);
        this.refunds = new DynamoRefundStore(store, TestTable.CONFIG, Clock.systemUTC(), new PaymentIds(new SecureRandom()));
    }

    /** How many single checks were made. */
    long checks() {
        return checks;
    }

    void checkAll() {
        system.paymentIntents().forEach(this::oneLink);
        system.payments().values().forEach(ids -> ids.forEach(this::payment));
        for (String webhook : system.acknowledged()) {
            check(item("WEBHOOK#" + webhook, "WEBHOOK").isPresent(), "A webhook was acknowledged and is not there: " + webhook);
        }
        system.sent().forEach(webhook -> item("WEBHOOK#" + webhook, "WEBHOOK").ifPresent(item -> checkWebhook(webhook, item)));
        system.payments().values().forEach(ids -> ids.forEach(this::applied));
        for (String webhook : system.forged()) {
            check(item("WEBHOOK#" + webhook, "WEBHOOK").isEmpty(), "A forged webhook was kept: " + webhook);
        }
    }

    private void oneLink(PaymentIntent intent) {
        Set<String> links = new HashSet<>();
        for (SimulatedProvider provider : system.providers()) {
            provider.orders().stream().filter(order -> order.merchantsOrder().equals(intent.key()) && order.isAccepted())
                    .forEach(order -> links.add(order.reference()));
        }
        check(links.size() <= 1, TWO_LINKS + links);
        check(system.payments().getOrDefault(intent.key(), Set.of()).size() <= 1, "Two payments under one key: "
                + system.payments().get(intent.key()));
    }

    private void payment(String id) {
        Optional<Payment> found = payments.find(id);
        check(found.isPresent(), "A payment is missing: " + id);
        if (found.isPresent()) {
            checkStatus(found.get());
            checkEvents(found.get());
            refunds(found.get());
        }
    }

    private void checkStatus(Payment payment) {
        Optional<ProviderOrder> order = system.providerOrder(payment.id()).filter(ProviderOrder::isAccepted);
        check(payment.received().equals(order.filter(ProviderOrder::isPaid).flatMap(ProviderOrder::collected)
                .orElse(Money.zero(payment.terms().amount().currency()))), "Received, says the payment, was " + payment.received()
                + ", and the provider has collected " + order.flatMap(ProviderOrder::collected) + ": " + payment.id());
        tooLittle(payment, order);
        if (order.isEmpty()) {
            check(!payment.status().isPaid(), "Paid, says the payment, and no provider knows it: " + payment);
            return;
        }
        check(payment.status().isPaid() == order.get().isPaid(), "The provider says " + order.get().status() + " of "
                + order.get().collected() + ", the payment says " + payment.status() + ": " + payment.id());
        if (order.get().isPaid()) {
            check(system.bus().received(payment.id()).equals(Set.of(payment.received().majorText())), "The bus was told of "
                    + system.bus().received(payment.id()) + ", and received were " + payment.received() + ": " + payment.id());
        } else if (order.get().status() == PaymentStatus.FAILED) {
            check(payment.status() == PaymentStatus.FAILED, "Failed, says the provider, and the payment says "
                    + payment.status() + ": " + payment.id());
        }
    }

    /** Money that pays nothing is in the history: all that is there now, and none that never was. */
    private void tooLittle(Payment payment, Optional<ProviderOrder> order) {
        List<HistoryEntry> lines = payments.history(payment.id()).stream()
                .filter(line -> Set.of("amount", "currency").contains(line.detail().getOrDefault("mismatch", ""))).toList();
        List<String> recorded = lines.stream().map(line -> line.detail().getOrDefault("paid", "")).toList();
        List<String> held = order.map(ProviderOrder::tooLittle).orElse(List.of()).stream().map(Money::toString).toList();
        check(held.containsAll(recorded), "The history tells of " + recorded + ", and the provider had no more than " + held + ": " + payment.id());
        order.filter(known -> !known.isPaid()).flatMap(ProviderOrder::collected).ifPresent(money -> check(recorded.contains(money.toString()),
                "The provider has " + money + ", and the history tells of " + recorded + ": " + payment.id()));
        List<String> asked = lines.stream().filter(line -> line.cause().equals("status-check"))
                .map(line -> line.detail().get("paid")).toList();
        check(asked.size() == Set.copyOf(asked).size(), "The same money is told of again whenever somebody asks: " + asked);
    }

    private void refunds(Payment payment) {
        Optional<ProviderOrder> order = system.providerOrder(payment.id());
        long refundedTotal = 0;
        for (Refund refund : refunds.refunds(payment.id())) {
            List<ProviderOrder.OrderRefund> asked = order.map(known -> known.refunds(idAtProvider(refund))).orElse(List.of());
            check(asked.size() <= 1, "The provider was asked twice for one refund: " + refund);
            boolean settled = asked.stream().anyMatch(ProviderOrder.OrderRefund::isSettled);
            check(refund.status() == (settled ? RefundStatus.COMPLETED : RefundStatus.FAILED),
                    "The provider has " + (settled ? "" : "not ") + "given back what this says: " + refund);
            refundedTotal += settled ? refund.amount().minor() : 0;
        }
        check(order.map(ProviderOrder::refundedTotal).orElse(0L) == refundedTotal, "The provider gave back what no refund tells: " + payment.id());
        check(payment.refunded().minor() == refundedTotal, "Given back were " + refundedTotal + ", and shown are " + payment.refunded());
        check(refundedTotal <= payment.terms().amount().minor(), "More was given back than was paid: " + payment.id());
        boolean isFull = refundedTotal == payment.terms().amount().minor();
        check((payment.status() == PaymentStatus.REFUNDED) == isFull
                        && (payment.status() == PaymentStatus.PARTIALLY_REFUNDED) == (refundedTotal > 0 && !isFull),
                "Given back were " + refundedTotal + ", and the payment is " + payment.status());
    }

    private static String idAtProvider(Refund refund) {
        return refund.source() == RefundSource.API ? refund.id() : refund.providerReference().orElseThrow().substring(SimulatedProvider.BACK.length());
    }

    private void checkEvents(Payment payment) {
        List<PaymentStatus> history = payments.history(payment.id()).stream()
                .filter(line -> line.from() != line.to())
                // By time as the clocks had it, which may differ; what was from what is right all the same.
                .sorted(Comparator.comparingInt(line -> line.from().rank())).map(HistoryEntry::to).toList();
        List<PaymentStatus> committed = system.committed(payment.id());
        check(history.equals(committed), "The history says " + history + ", and what happened is " + committed);
        check(committed.isEmpty() ? payment.status() == PaymentStatus.CREATING
                : committed.get(committed.size() - 1) == payment.status(), "The payment is " + payment.status()
                + ", and what happened is " + committed);
        check(system.bus().statuses(payment.id()).equals(committed), "The bus was told " + system.bus().statuses(payment.id())
                + ", and what happened is " + committed + ": " + payment.id());
    }

    /** Somebody has seen to every webhook that is in the inbox. */
    private void checkWebhook(String webhook, Map<String, AttributeValue> item) {
        String state = item.get("state").s();
        String reference = item.get("reference").s();
        check(!Set.of("RECEIVED", "PARKED").contains(state), "A webhook waits for ever: " + webhook);
        if (state.equals("UNMATCHED")) {
            check(payments.find(reference).isEmpty(), "A webhook found no payment, and there is one: " + webhook);
        } else if (state.equals("UNCONFIRMED")) {
            check(webhook.contains("#forged-"), "A webhook was not confirmed that its provider has sent: " + webhook);
        } else if (state.equals("APPLIED")) {
            applied.merge(reference, 1, Integer::sum);
        }
    }

    /** As many webhooks are said to have raised a payment as its history tells. */
    private void applied(String payment) {
        long recorded = payments.history(payment).stream()
                .filter(line -> line.cause().equals("webhook") && line.from() != line.to() && !line.detail().containsKey("refund")).count();
        check(recorded == applied.getOrDefault(payment, 0), "Webhooks raised the payment " + recorded + " times, and as applied are kept "
                + applied.getOrDefault(payment, 0) + ": " + payment);
    }

    private Optional<Map<String, AttributeValue>> item(String partition, String sort) {
        return Optional.of(store.getItem(software.amazon.awssdk.services.dynamodb.model.GetItemRequest.builder()
                .tableName(TestTable.CONFIG.table()).consistentRead(true)
                .key(Map.of("pk", AttributeValue.fromS(partition), "sk", AttributeValue.fromS(sort))).build()))
                .filter(answer -> answer.hasItem()).map(answer -> answer.item());
    }

    private void check(boolean holds, String otherwise) {
        checks++;
        if (!holds) {
            system.violated(otherwise);
        }
    }
}
