package africa.paylinks.simulation;

import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.reconciliation.RunSummary;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Everything around the product: merchants, customers, providers, forgers, the bus and the store, all driven by the seed.
 * At the end the faults stop and the system drains; then everything must be as if no fault had happened.
 */
final class SimulatedSystem extends FaultySystem {

    static final Instant BEGINNING = Instant.parse("2026-03-01T08:00:00Z");
    private static final long LONGER_THAN_A_LEASE = LEASE + 5_000;
    private static final long HOUR = 3_600_000;
    private static final long MAX_CLOCK_JUMP = 600_000;
    private static final long LONGER_THAN_A_CLOCK_IS_WRONG = 4 * MAX_CLOCK_JUMP;

    private final SimulatedProvider signing;
    private final SimulatedProvider hinting;
    private final SimulatedProvider trying;
    private final SimulatedBus bus = new SimulatedBus(this);
    private final SimulatedStream stream = new SimulatedStream();
    private final List<ExecutionEnvironment> environments = new ArrayList<>();
    private final List<PaymentIntent> paymentIntents = new ArrayList<>();
    private final List<RefundIntent> refundIntents = new ArrayList<>();
    private final Map<String, Long> reserved = new HashMap<>();
    private final Map<String, Long> refunded = new LinkedHashMap<>();
    private final Map<String, Set<String>> payments = new LinkedHashMap<>();
    private final Map<String, List<PaymentStatus>> committed = new LinkedHashMap<>();
    private final Set<String> sent = new LinkedHashSet<>();
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private final Set<String> forged = new LinkedHashSet<>();
    private final Set<Return> unseen = new LinkedHashSet<>();
    private final Supplier<Optional<Instant>> firstDue;

    /** A customer's way back from an attempt. */
    private record Return(String payment, String attempt) {
    }

    /**
     * @param rule     by which idempotency keys are kept
     * @param firstDue when the first of what is due is due
     */
    SimulatedSystem(long seed, DynamoDbClient store, KeyProtocol rule, Supplier<Optional<Instant>> firstDue, boolean verbose) {
        super(seed, verbose);
        this.firstDue = firstDue;
        this.signing = new SimulatedProvider(this, "signing", Evidence.PROOF, "GHS", false);
        this.hinting = new SimulatedProvider(this, "hinting", Evidence.HINT, "NGN", false);
        this.trying = new SimulatedProvider(this, "trying", Evidence.HINT, "KES", true);
        DynamoDbClient unreliable = UnreliableStore.of(store, this);
        PaymentIds ids = new PaymentIds(dice.asSecureRandom());
        ProviderRegistry providers = new ProviderRegistry(List.<Provider>copyOf(providers()));
        for (int i = 0; i < 3; i++) {
            environments.add(new ExecutionEnvironment(this, unreliable, ids, providers, bus, rule,
                    dice.chance(0.3) ? dice.between(-120_000, 120_000) : dice.between(-200, 200)));
        }
    }

    /** Runs the simulation to its end and the checks before everything is closed. */
    void run(Runnable checks) {
        begin();
        timeline.play();
        drain();
        checks.run();
    }

    private void begin() {
        for (long number = dice.between(1, 3); number > 0; number--) {
            SimulatedProvider provider = dice.oneOf(providers());
            PaymentIntent intent = new PaymentIntent("order-" + seed() + "-" + number, provider,
                    new Money(dice.between(1_000, 90_000), provider.currencies().iterator().next()),
                    dice.chance(0.3) ? Optional.empty() : Optional.of(BEGINNING.plusMillis(dice.stretched(60_000, 3 * HOUR))));
            paymentIntents.add(intent);
            long first = dice.between(0, 2_000);
            call(intent, first, false);
            for (long calls = dice.between(0, 5); calls > 0; calls--) {
                call(intent, first + (dice.chance(0.5) ? dice.between(0, 60) : dice.stretched(100, 300_000)), dice.chance(0.05));
            }
        }
        for (int number = 0; number < 4; number++) {
            if (faultRates.clockJumps()) {
                timeline.after(dice.stretched(10, 600_000), this::jumpClock);
            }
            if (faultRates.forges()) {
                timeline.after(dice.stretched(100, 600_000), this::forge);
            }
            timeline.after(dice.stretched(500, 26 * HOUR), this::checkSomething);
            if (faultRates.forges()) {
                timeline.after(dice.stretched(100, 3 * HOUR), this::reportUnknownAttempt);
            }
            if (dice.chance(0.5)) {
                timeline.after(dice.stretched(5_000, 3 * HOUR), this::requestRefunds);
            }
            if (dice.chance(0.2)) {
                timeline.after(dice.stretched(5_000, 20 * HOUR), this::refundOnDashboard);
            }
            long run = dice.stretched(500, 26 * HOUR);
            reconcile(run);
            if (dice.chance(0.5)) {
                reconcile(run + dice.stretched(1, 2_000));
            }
        }
    }

    private void call(PaymentIntent intent, long delay, boolean somethingElse) {
        timeline.start(delay, "create " + intent.key(), () -> {
            note("call: create link", () -> somethingElse ? "with another body" : "");
            try {
                APIGatewayV2HTTPResponse answer = environment().create(intent.call(somethingElse));
                note("answer: " + answer.getStatusCode(), answer::getBody);
                intent.answered(answer, somethingElse, payments.containsKey(intent.key()) && faultRates.isStopped()).ifPresent(this::violated);
            } finally {
                if (!intent.isSettled()) {
                    again(pause -> call(intent, pause, somethingElse));
                }
            }
        });
    }

    /** Who knows nothing yet comes again, as soon as it may be or when a lease is over, and at times from two sides at once. */
    private void again(LongConsumer call) {
        if (faultRates.isStopped() || dice.chance(0.4)) {
            return;
        }
        long pause = dice.chance(0.5) ? 1_000 : LEASE;
        call.accept(pause + dice.between(0, 30));
        if (dice.chance(0.4)) {
            call.accept(pause + dice.between(0, 30));
        }
    }

    /** Somebody gives money back at the provider, which the product has to notice by itself. */
    private void refundOnDashboard() {
        SimulatedProvider provider = dice.oneOf(providers());
        List<ProviderOrder> paid = provider.orders().stream().filter(order -> order.isPaid() && order.left() > 0).toList();
        if (!paid.isEmpty()) {
            ProviderOrder order = dice.oneOf(paid);
            note("merchant: refunds on the dashboard", order::reference);
            provider.refundOnDashboard(order, new Money(dice.between(1, order.left()), order.due().currency()));
        }
    }

    /** A merchant wants to give money back, of a payment that it takes for paid or of any. */
    private void requestRefunds() {
        List<String> known = known();
        List<String> paid = known.stream().filter(id -> providerOrder(id).filter(ProviderOrder::isPaid).isPresent()).toList();
        if (known.isEmpty()) {
            return;
        }
        String payment = dice.oneOf(paid.isEmpty() ? known : paid);
        // Several at once would like to have the same money.
        for (long requests = dice.between(1, 3); requests > 0; requests--) {
            Optional<Money> amount = providerOrder(payment).map(order -> new Money(
                    dice.between(1, order.due().minor() / (dice.chance(0.5) ? 1 : 4)), order.due().currency()))
                    .filter(any -> dice.chance(0.7));
            RefundIntent intent = new RefundIntent("refund-" + seed() + "-" + nextNumber(), payment, amount);
            refundIntents.add(intent);
            call(intent, dice.between(0, 30));
            for (long calls = dice.between(0, 4); calls > 0; calls--) {
                call(intent, dice.chance(0.5) ? dice.between(0, 60) : dice.stretched(100, 300_000));
            }
        }
        // Who comes when a lease is over meets others who do.
        if (dice.chance(0.5)) {
            long later = dice.between(LEASE, 2 * LEASE);
            refundIntents.subList(Math.max(0, refundIntents.size() - 2), refundIntents.size())
                    .forEach(intent -> call(intent, later + dice.between(0, 30)));
            reconcile(later + dice.between(0, 30));
            reconcile(later + dice.between(0, 200));
        }
    }

    private void call(RefundIntent intent, long delay) {
        timeline.start(delay, intent.key(), () -> {
            note("call: refund", () -> "");
            boolean wasAnswered = intent.isAnswered();
            try {
                APIGatewayV2HTTPResponse answer = environment().refund(intent.call());
                note("answer: " + answer.getStatusCode() + " to refund", answer::getBody);
                intent.answered(answer, wasAnswered).ifPresent(this::violated);
            } finally {
                if (!intent.isSettled()) {
                    again(pause -> call(intent, pause));
                }
            }
        });
    }

    /** Lets a refund come to its end at the provider, which tells of it. */
    void refundEnds(SimulatedProvider provider, String payment, String refundId, Runnable end) {
        timeline.after(dice.stretched(100, 2 * HOUR), () -> {
            end.run();
            note("provider: refund ends", () -> refundId);
            sendWebhook(provider, "event-" + refundId, payment, SimulatedProvider.refundBody("event-" + refundId, payment, refundId));
        });
    }

    private ExecutionEnvironment environment() {
        return dice.oneOf(environments);
    }

    private void jumpClock() {
        long by = (dice.chance(0.5) ? 1 : -1) * dice.stretched(10, MAX_CLOCK_JUMP);
        note("fault: clock jumps", () -> by + " ms");
        environment().clock().move(by);
    }

    private void checkSomething() {
        List<String> known = known();
        if (!known.isEmpty()) {
            check(dice.oneOf(known));
        }
    }

    private void check(String payment) {
        timeline.start(0, "status check", () -> function("run: status check", payment, () -> environment().check(payment)));
    }

    private void reconcile(long delay) {
        timeline.start(delay, "reconciler", () -> function("run: reconcile", "", () -> {
            RunSummary summary = environment().reconcile();
            note("answer: reconciled", summary::toString);
            if (summary.failed() > 0 && faultRates.isStopped()) {
                violated("The reconciler fails without faults: " + summary);
            }
        }));
    }

    /** Somebody who has the link names an attempt that is another's, or nobody's. */
    private void reportUnknownAttempt() {
        List<String> known = known();
        if (!known.isEmpty()) {
            openCheckout(new Return(dice.oneOf(known), "try-" + dice.between(1, 3) + "-" + dice.oneOf(known)), 0);
        }
    }

    private List<String> known() {
        return payments.values().stream().flatMap(Set::stream).toList();
    }

    /** What a customer does who can pay. */
    void simulateCustomer(SimulatedProvider provider, ProviderOrder order) {
        long soon = dice.chance(0.15) ? dice.between(0, 30) : dice.stretched(500, 900_000);
        Money due = order.due();
        switch ((int) dice.between(1, 20)) {
            case 1, 2 -> note("customer: walks away", order::reference);
            case 3, 4 -> happens(provider, order, soon, "customer: fails", order::fail);
            case 5, 6, 7 -> {
                happens(provider, order, soon, "customer: fails", order::fail);
                Money paid = dice.chance(0.3) ? more(due) : due;
                happens(provider, order, soon + dice.stretched(10, 100_000), "customer: pays after all", () -> order.collect(paid));
            }
            case 8 -> {
                Money less = new Money(due.minor() - dice.between(1, 900), due.currency());
                happens(provider, order, soon, "customer: pays too little", () -> order.collect(less));
                if (dice.chance(0.4)) {
                    Money whole = dice.chance(0.3) ? more(due) : due;
                    happens(provider, order, soon + dice.stretched(10, 2 * HOUR), "customer: pays the rest", () -> order.collect(whole));
                }
            }
            case 9 -> {
                Money more = more(due);
                happens(provider, order, soon, "customer: pays more", () -> order.collect(more));
            }
            case 10 -> happens(provider, order, soon, "customer: pays in another currency",
                    () -> order.collect(new Money(due.minor(), "USD")));
            case 11 -> happens(provider, order, Math.max(0, Duration.between(BEGINNING, order.expiresAt()).toMillis() - now())
                            + dice.stretched(100, 10 * HOUR), "customer: pays very late",
                    () -> order.collect(due));
            default -> happens(provider, order, soon, "customer: pays", () -> order.collect(due));
        }
    }

    private Money more(Money due) {
        return new Money(due.minor() + dice.between(1, 900), due.currency());
    }

    private void happens(SimulatedProvider provider, ProviderOrder order, long delay, String kind, Runnable change) {
        timeline.after(delay, () -> {
            if (order.isPaid()) {
                return;
            }
            change.run();
            note(kind, order::reference);
            String event = "event-" + (provider.needsTransactionId() ? order.lastAttempt().id() : order.reference()) + "-" + order.status()
                    + order.collected().map(money -> "-" + money.minor()).orElse("");
            byte[] body = provider.body(event, order);
            if (provider.needsTransactionId()) {
                returnToCheckout(order.reference(), order.lastAttempt().id());
            }
            sendWebhook(provider, event, order.reference(), body);
        });
    }

    /** The customer is sent back to the payment's page, at once or never, and may look again and again. */
    private void returnToCheckout(String payment, String attempt) {
        unseen.add(new Return(payment, attempt));
        long delay = dice.stretched(50, 60_000);
        for (long returns = dice.between(0, 3); returns > 0; returns--) {
            openCheckout(new Return(payment, attempt), delay);
            delay += dice.chance(0.3) ? dice.between(0, 20) : dice.stretched(500, 300_000);
        }
    }

    private void openCheckout(Return customer, long delay) {
        timeline.start(delay, "customer", () -> {
            note("call: page", () -> customer.attempt);
            int status = environment().openCheckout(customer.payment, customer.attempt).getStatusCode();
            note("answer: " + status + " to customer", () -> customer.attempt);
            if (status == 200) {
                unseen.remove(customer);
            } else if (status != 503) {
                violated("A customer who came back was answered " + status);
            }
        });
    }

    private void sendWebhook(SimulatedProvider provider, String event, String payment, byte[] body) {
        if (faultRates.losesWebhook()) {
            note("fault: webhook lost", () -> payment);
            return;
        }
        long delay = dice.stretched(5, 400_000);
        deliver(provider, event, body, delay, 3);
        while (faultRates.repeatsWebhook()) {
            note("fault: webhook repeated", () -> payment);
            deliver(provider, event, body, dice.chance(0.4) ? delay + dice.between(0, 20) : dice.stretched(5, 400_000), 1);
        }
    }

    private void deliver(SimulatedProvider provider, String event, byte[] body, long delay, int attempts) {
        timeline.start(delay, "webhook " + provider.name(), () -> {
            note("webhook: delivered", () -> event);
            sent.add(provider.name() + "#" + event);
            boolean isAccepted = false;
            try {
                APIGatewayV2HTTPResponse answer = environment().webhook(provider, webhook(provider.authentic(body), body));
                note("answer: " + answer.getStatusCode(), () -> event);
                isAccepted = answer.getStatusCode() == 200;
                if (isAccepted) {
                    acknowledged.add(provider.name() + "#" + event);
                } else if (answer.getStatusCode() != 503) {
                    violated("An authentic webhook was answered " + answer.getStatusCode() + " " + answer.getBody());
                }
            } finally {
                if (!isAccepted && attempts > 1) {
                    deliver(provider, event, body, dice.stretched(500, 60_000), attempts - 1);
                }
            }
        });
    }

    private static APIGatewayV2HTTPEvent webhook(Map<String, String> headers, byte[] body) {
        return APIGatewayV2HTTPEvent.builder().withRawPath("/webhooks").withHeaders(headers)
                .withBody(Base64.getEncoder().encodeToString(body)).withIsBase64Encoded(true).build();
    }

    /** Somebody says that a payment is paid that is not, or failed that did not. */
    private void forge() {
        List<String> known = known();
        SimulatedProvider provider = dice.oneOf(providers());
        String reference = known.isEmpty() || dice.chance(0.1) ? "pay_nobody" + seed() : dice.oneOf(known);
        String event = "forged-" + seed() + "-" + nextNumber();
        PaymentStatus status = dice.chance(0.8) ? PaymentStatus.COMPLETED : PaymentStatus.FAILED;
        Money amount = new Money(90_000_000, provider.currencies().iterator().next());
        byte[] body = SimulatedProvider.body(event, reference, status, Optional.of(amount).filter(any -> dice.chance(0.7)));
        // Who knows the shared word is let in, and must not be believed all the same.
        boolean knowsWord = provider.evidence() == Evidence.HINT && dice.chance(0.6);
        byte[] seen = SimulatedProvider.body("seen", reference, PaymentStatus.PENDING, Optional.empty());
        timeline.start(0, "forger " + provider.name(), () -> {
            if (knowsWord) {
                sent.add(provider.name() + "#" + event);
            }
            note(knowsWord ? "webhook: forged with the right word" : "webhook: forged", () -> event + " of " + reference);
            APIGatewayV2HTTPResponse answer = environment().webhook(provider,
                    webhook(knowsWord ? provider.authentic(body) : provider.guessed(seen), body));
            note("answer: " + answer.getStatusCode(), () -> event);
            if (!knowsWord) {
                forged.add(provider.name() + "#" + event);
                if (answer.getStatusCode() != 401) {
                    violated("A forged webhook was answered " + answer.getStatusCode());
                }
            } else if (answer.getStatusCode() == 200) {
                acknowledged.add(provider.name() + "#" + event);
            }
        });
    }

    /** Without faults, every caller repeats its unanswered requests until nothing changes any more. */
    private void drain() {
        faultRates.stop();
        environments.forEach(environment -> environment.clock().setRight());
        timePasses(LONGER_THAN_A_CLOCK_IS_WRONG);
        Optional<Instant> due = firstDue.get();
        for (int round = 0; round < 40 && !(due.isEmpty() && isDrained()); round++) {
            paymentIntents.stream().filter(intent -> !intent.isSettled()).forEach(intent -> call(intent, dice.between(0, 5_000), false));
            refundIntents.stream().filter(intent -> !intent.isSettled()).forEach(intent -> call(intent, dice.between(0, 5_000)));
            List.copyOf(unseen).forEach(customer -> openCheckout(customer, dice.between(0, 5_000)));
            publishSoon();
            due.map(at -> Math.max(0, Duration.between(BEGINNING, at).toMillis() - now()) + dice.between(0, 60_000)).ifPresent(at -> {
                reconcile(at);
                if (dice.chance(0.3)) {
                    reconcile(at + dice.between(0, 30));
                }
            });
            timePasses(LONGER_THAN_A_LEASE);
            due = firstDue.get();
        }
        paymentIntents.stream().filter(intent -> !intent.isSettled())
                .forEach(intent -> violated("The merchant never learns what comes of " + intent.key()));
        refundIntents.stream().filter(intent -> !intent.isSettled())
                .forEach(intent -> violated("The merchant never learns what comes of " + intent.key()));
        due.ifPresent(at -> violated("Something is due for ever: " + at));
        if (!stream.isDone()) {
            violated("The stream is never published to its end");
        }
    }

    private boolean isDrained() {
        return unseen.isEmpty() && paymentIntents.stream().allMatch(PaymentIntent::isSettled)
                && refundIntents.stream().allMatch(RefundIntent::isSettled) && stream.isDone();
    }

    private void publishSoon() {
        timeline.start(dice.stretched(5, 5_000), "publisher",
                () -> function("run: publish", "", () -> environment().publish(stream)));
    }

    /** Records a committed event: its status must be higher than before, and the provider's. */
    private void committed(String payment, String to, JsonValue outboxImage) {
        PaymentStatus status = PaymentStatus.valueOf(to);
        List<PaymentStatus> past = committed.computeIfAbsent(payment, id -> new ArrayList<>());
        if (outboxImage.has("refundId")) {
            long now = Long.parseLong(outboxImage.path("refundedMinor").path("N").asText());
            Long before = refunded.put(payment, now);
            if (before != null && before >= now) {
                violated("Less of a payment was refunded than before: " + now + " after " + before);
            }
        }
        boolean isFurtherPart = outboxImage.has("refundId") && !past.isEmpty() && past.get(past.size() - 1) == status;
        if (!isFurtherPart) {
            if (!past.isEmpty() && !status.raises(past.get(past.size() - 1))) {
                violated("A payment went backwards: " + status + " after " + past);
            }
            past.add(status);
        }
        Optional<ProviderOrder> order = providerOrder(payment);
        if (status.isPaid() && order.filter(ProviderOrder::isPaid).isEmpty()) {
            violated("A payment became " + status + " for which no provider has the money: " + payment);
        }
        // This failure says of itself that nobody knows; whatever the provider says later stands above it.
        boolean isAbandoned = outboxImage.path("failure").path("M").path("code").path("S").asText().equals("creation-unknown");
        if (status == PaymentStatus.FAILED && !isAbandoned && order.filter(known -> known.wasRefused()
                || known.hasBeen(PaymentStatus.FAILED)).isEmpty()) {
            violated("A payment failed that no provider has said to have failed: " + payment);
        }
        stream.append(outboxImage);
        publishSoon();
    }

    @Override
    Instant beginning() {
        return BEGINNING;
    }

    @Override
    void put(Map<String, AttributeValue> item) {
        String partition = item.get("pk").s();
        if (partition.startsWith("OUTBOX#")) {
            committed(item.get("paymentId").s(), item.get("status").s(), UnreliableStore.image(item));
        } else if (partition.startsWith("PAYMENT#") && item.get("sk").s().equals("PAYMENT")) {
            reserved(item.get("orderId").s(), item.get("id").s());
        }
    }

    @Override
    void written(TransactWriteItemsRequest transaction) {
        transaction.transactItems().stream().map(TransactWriteItem::update).filter(Objects::nonNull).forEach(this::reserved);
    }

    /** Refunds that are open or made never reserve more than their payment, whatever their provider would pay out. */
    private void reserved(Update update) {
        boolean isOrder = update.updateExpression().startsWith("SET reservedMinor = if_not_exists(reservedMinor");
        if (isOrder || update.updateExpression().startsWith("SET reservedMinor = reservedMinor - :amount")) {
            Map<String, AttributeValue> values = update.expressionAttributeValues();
            long amount = Long.parseLong(values.get(":amount").n());
            long now = reserved.merge(update.key().get("pk").s(), isOrder ? amount : -amount, Math::addExact);
            if (isOrder && now > Long.parseLong(values.get(":total").n())) {
                violated("Refunds reserve " + now + " of " + values.get(":total").n() + ": " + update.key().get("pk").s());
            }
        }
    }

    /** Takes note that a payment was made for a wish. */
    private void reserved(String order, String payment) {
        payments.computeIfAbsent(order, key -> new LinkedHashSet<>()).add(payment);
    }

    /** What the providers know of a payment. */
    Optional<ProviderOrder> providerOrder(String payment) {
        return providers().stream().flatMap(provider -> provider.order(payment).stream()).findFirst();
    }

    SimulatedBus bus() {
        return bus;
    }

    List<SimulatedProvider> providers() {
        return List.of(signing, hinting, trying);
    }

    List<PaymentIntent> paymentIntents() {
        return paymentIntents;
    }

    /** The payments that were ever made, by the merchant's name of what is paid. */
    Map<String, Set<String>> payments() {
        return payments;
    }

    /** The status changes of a payment in the order in which they were committed. */
    List<PaymentStatus> committed(String payment) {
        return committed.getOrDefault(payment, List.of());
    }

    /** The webhooks that were let in, taken or not, by provider and event. */
    Set<String> sent() {
        return sent;
    }

    /** The webhooks that were taken, by provider and event. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    /** The webhooks that no provider has sent, by provider and event. */
    Set<String> forged() {
        return forged;
    }
}
