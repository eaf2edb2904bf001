package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Debits;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.provider.DebitAttempts;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.reconciliation.RunSummary;
import africa.paylinks.simulation.DebitingProvider.Debit;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Payments whose customers are debited: several browsers of one payment ask phones and correct their numbers, their owners
 * approve, refuse or wait, and the provider tells of it. What the provider has is the truth.
 */
final class DebitSystem extends FaultySystem implements CheckoutSimulation.Checked {

    private static final Instant BEGINNING = Instant.parse("2026-03-01T08:00:00Z");
    private static final long HOUR = 3_600_000;
    private static final long MAX_CLOCK_JUMP = 600_000;
    private static final long LONGER_THAN_A_CLOCK_IS_WRONG = 4 * MAX_CLOCK_JUMP;
    private static final int MAX_ROUNDS = 80;
    private static final List<String> PHONES = List.of("+233241000001", "+233241000002", "+233241000003", "+233241000004", "+233241000005");
    private static final String CLAIM = "SET debitAttempts = :next";

    /** How much of a payment's life is simulated. */
    enum Extent {
        /** Until the last form is answered, by browsers that send theirs at the same moment; what is wrong is seen at once. */
        RACES,
        LIFE
    }

    private final DynamoDbClient table;
    private final Extent extent;
    private final PaymentStore payments;
    private final DebitingProvider provider;
    private final int perNumber;
    private final List<CheckoutEnvironment> environments = new ArrayList<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Map<String, JsonObject> orders = new LinkedHashMap<>();
    private final Map<String, Long> expiries = new HashMap<>();
    private final Set<String> created = new LinkedHashSet<>();
    private final Map<String, List<PaymentStatus>> committed = new HashMap<>();
    private final Map<String, Set<Integer>> attempts = new HashMap<>();
    private final Map<String, Integer> counted = new HashMap<>();
    private final Map<VirtualTime.Process, String> claims = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private long checks;

    DebitSystem(long seed, DynamoDbClient table, Extent extent, boolean verbose) {
        super(seed, verbose);
        this.extent = extent;
        this.table = table;
        this.payments = new DynamoPaymentStore(table, TestTable.CONFIG);
        this.provider = new DebitingProvider(this);
        this.perNumber = (int) (dice.chance(0.5) ? dice.between(1, 4) : 100);
        DynamoDbClient unreliable = UnreliableStore.of(table, this);
        PaymentIds ids = new PaymentIds(dice.asSecureRandom());
        ProviderRegistry providers = new ProviderRegistry(List.<Provider>of(provider));
        for (int i = 0; i < 3; i++) {
            environments.add(new CheckoutEnvironment(this, unreliable, ids, providers, perNumber, Duration.ofHours(1),
                    dice.chance(0.3) ? dice.between(-120_000, 120_000) : dice.between(-200, 200)));
        }
    }

    @Override
    Instant beginning() {
        return BEGINNING;
    }

    @Override
    public long checks() {
        return checks;
    }

    private CheckoutEnvironment environment() {
        return dice.oneOf(environments);
    }

    @Override
    public void run() {
        for (long number = dice.chance(0.3) ? 2 : 1; number > 0; number--) {
            order("order-" + seed() + "-" + number);
        }
        for (int number = 0; number < 4; number++) {
            if (faultRates.clockJumps()) {
                timeline.after(dice.stretched(10, 600_000), this::jumpClock);
            }
            if (faultRates.forges()) {
                timeline.after(dice.stretched(1_000, HOUR), this::forge);
            }
            if (extent == Extent.LIFE) {
                long run = dice.stretched(500, 26 * HOUR);
                reconcile(run);
                if (dice.chance(0.5)) {
                    reconcile(run + dice.stretched(1, 2_000));
                }
            }
        }
        timeline.play();
        if (extent == Extent.RACES) {
            return;
        }
        drain();
        created.forEach(this::check);
    }

    // What merchants and customers do

    private void order(String key) {
        JsonObject body = Json.object().put("provider", DebitingProvider.NAME).put("orderId", key).put("amount", "50.00")
                .put("currency", DebitingProvider.CURRENCY);
        if (dice.chance(0.4)) {
            body.put("customer", Json.object().put("phone", dice.oneOf(PHONES)));
        }
        if (dice.chance(extent == Extent.RACES ? 0.3 : 0.4)) {
            long expiry = extent == Extent.RACES ? dice.between(70_000, 100_000) : dice.stretched(120_000, 3 * HOUR);
            body.put("expiresAt", BEGINNING.plusMillis(expiry).toString());
            expiries.put(key, expiry);
        }
        orders.put(key, body);
        unanswered.add(key);
        create(key, dice.between(0, 2_000));
    }

    private void create(String key, long delay) {
        timeline.start(delay, "create " + key, () -> {
            note("call: create link", () -> key);
            try {
                APIGatewayV2HTTPResponse answer = environment().create(MerchantCall.post("/payment-links", Map.of(), key, Json.write(orders.get(key))));
                note("answer: " + answer.getStatusCode() + " to merchant", answer::getBody);
                if (Set.of(201, 400, 422, 502).contains(answer.getStatusCode()) && unanswered.remove(key) && answer.getStatusCode() == 201) {
                    created.stream().filter(id -> answer.getBody().contains(id)).forEach(id -> {
                        if (extent == Extent.RACES && expiries.containsKey(key)) {
                            lastMoment(id, expiries.get(key) - now());
                        } else {
                            customers(id);
                        }
                    });
                }
            } finally {
                if (unanswered.contains(key) && !faultRates.isStopped() && dice.chance(0.7)) {
                    create(key, dice.chance(0.5) ? dice.between(500, 5_000) : LEASE + dice.between(0, 100));
                }
            }
        });
    }

    /** Several browsers show a payment's page; who waits for an answer corrects the number as soon as it is possible. */
    private void customers(String payment) {
        long together = dice.stretched(500, 20_000);
        boolean race = extent == Extent.RACES;
        for (long browsers = race ? 3 : dice.between(1, 3); browsers > 0; browsers--) {
            long at = race || dice.chance(0.7) ? together + dice.between(0, 30) : dice.stretched(500, 600_000);
            for (long form = 1, forms = dice.between(2, 7); form <= forms; form++) {
                boolean corrects = form > 1 && dice.chance(race ? 0.6 : 0.8);
                submit(payment, dice.oneOf(PHONES), corrects, at);
                if (dice.chance(0.2)) {
                    submit(payment, dice.oneOf(PHONES), corrects, at + dice.between(0, 40));
                }
                if (dice.chance(0.5)) {
                    open(payment, at + dice.stretched(500, 60_000));
                }
                if (dice.chance(race ? 0.1 : 0.4)) {
                    reconcile(at + dice.stretched(500, 120_000));
                }
                at += pause((int) form);
            }
        }
    }

    /** Forms that arrive when their payment expires. */
    private void lastMoment(String payment, long left) {
        // Clocks differ by a few hundred milliseconds.
        for (int form = 0; form < 5 && left > 1_000; form++) {
            submit(payment, dice.oneOf(PHONES), !provider.debits(payment).isEmpty(), left + dice.between(-300, 50));
            reconcile(left + dice.between(-300, 100));
        }
    }

    private long pause(int made) {
        return switch (extent == Extent.RACES ? 3 : (int) dice.between(1, 5)) {
            case 1 -> dice.between(0, 60);
            case 2 -> dice.stretched(1_000, 900_000);
            default -> DebitAttempts.PAUSES.get(Math.min(made, DebitAttempts.PAUSES.size()) - 1).toMillis()
                    + (extent == Extent.RACES ? dice.between(1, 40) : dice.stretched(1, 5_000));
        };
    }

    private void submit(String payment, String phone, boolean correcting, long delay) {
        timeline.start(delay, "customer", () -> {
            note(correcting ? "call: correct" : "call: debit", () -> phone);
            answered(environment().submit(payment, phone, correcting));
        });
    }

    private void open(String payment, long delay) {
        timeline.start(delay, "customer", () -> {
            note("call: page", () -> payment);
            answered(environment().open(payment));
        });
    }

    private void answered(APIGatewayV2HTTPResponse answer) {
        note("answer: " + answer.getStatusCode() + " to customer", () -> String.valueOf(answer.getHeaders()));
        if (!Set.of(200, 303, 422, 503).contains(answer.getStatusCode())) {
            violated("A customer was answered " + answer.getStatusCode());
        }
    }

    // What happens at the provider

    /** What the owner of a phone does who is asked to approve. */
    void simulateCustomer(Debit debit) {
        long soon = dice.chance(0.1) ? dice.between(0, 30) : dice.stretched(10_000, 1_800_000);
        switch ((int) dice.between(1, 20)) {
            case 1, 2, 3, 4 -> note("phone: nobody answers", debit::reference);
            case 5, 6, 7 -> end(debit, soon, PaymentStatus.FAILED);
            case 8, 9, 10, 11, 12 -> end(debit, dice.stretched(HOUR / 4, 8 * HOUR), dice.chance(0.8) ? PaymentStatus.COMPLETED : PaymentStatus.FAILED);
            default -> end(debit, soon, PaymentStatus.COMPLETED);
        }
    }

    private void end(Debit debit, long delay, PaymentStatus outcome) {
        timeline.after(delay, () -> {
            debit.end(outcome);
            note("phone: " + outcome, debit::reference);
            sendWebhook(debit.reference() + "-" + outcome, provider.body(debit));
        });
    }

    private void sendWebhook(String event, byte[] body) {
        if (faultRates.losesWebhook()) {
            note("fault: webhook lost", () -> event);
            return;
        }
        long delay = dice.stretched(5, 400_000);
        deliver(event, body, delay, 3);
        while (faultRates.repeatsWebhook()) {
            note("fault: webhook repeated", () -> event);
            deliver(event, body, dice.chance(0.4) ? delay + dice.between(0, 20) : dice.stretched(5, 400_000), 1);
        }
    }

    private void deliver(String event, byte[] body, long delay, int tries) {
        timeline.start(delay, "webhook", () -> {
            note("webhook: delivered", () -> event);
            boolean isAccepted = false;
            try {
                int status = environment().webhook(provider, DebitingProvider.authentic(body), body).getStatusCode();
                note("answer: " + status + " to provider", () -> event);
                isAccepted = status == 200;
                if (status != 200 && status != 503) {
                    violated("An authentic webhook was answered " + status);
                }
            } finally {
                if (!isAccepted && tries > 1) {
                    deliver(event, body, dice.stretched(500, 60_000), tries - 1);
                }
            }
        });
    }

    /** Somebody who has seen another webhook says that a debit was paid that may not even exist. */
    private void forge() {
        if (created.isEmpty()) {
            return;
        }
        String reference = Debits.reference(dice.oneOf(List.copyOf(created)), (int) dice.between(1, 5));
        byte[] body = DebitingProvider.body("forged-" + nextNumber(), reference, "debit-" + reference,
                dice.chance(0.7) ? PaymentStatus.COMPLETED : PaymentStatus.FAILED);
        Map<String, String> seen = DebitingProvider.authentic(DebitingProvider.body("seen", reference, "debit-" + reference, PaymentStatus.PENDING));
        timeline.start(0, "forger", () -> {
            note("webhook: forged", () -> reference);
            int status = environment().webhook(provider, seen, body).getStatusCode();
            if (status != 401) {
                violated("A forged webhook was answered " + status);
            }
        });
    }

    private void jumpClock() {
        long by = (dice.chance(0.5) ? 1 : -1) * dice.stretched(10, MAX_CLOCK_JUMP);
        note("fault: clock jumps", () -> by + " ms");
        environment().clock().move(by);
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

    /** Without faults, the merchant asks until it is answered, and the reconciler runs until nothing is due. */
    private void drain() {
        faultRates.stop();
        environments.forEach(environment -> environment.clock().setRight());
        timePasses(LONGER_THAN_A_CLOCK_IS_WRONG);
        Optional<Instant> due = firstDue();
        for (int round = 0; round < MAX_ROUNDS && !(due.isEmpty() && unanswered.isEmpty()); round++) {
            List.copyOf(unanswered).forEach(key -> create(key, dice.between(0, 5_000)));
            due.ifPresent(at -> reconcile(Math.max(0, Duration.between(BEGINNING, at).toMillis() - now()) + dice.between(0, 60_000)));
            timePasses(LEASE + 5_000);
            due = firstDue();
        }
        unanswered.forEach(key -> violated("The merchant never learns what comes of " + key));
        due.ifPresent(at -> violated("Something is due for ever: " + at));
    }

    private Optional<Instant> firstDue() {
        return table.scan(ScanRequest.builder().tableName(TestTable.CONFIG.table()).consistentRead(true)
                        .filterExpression("attribute_exists(dueAt)").build()).items().stream()
                .map(item -> Instant.parse(item.get("dueAt").s())).min(Comparator.naturalOrder());
    }

    // What is seen at once

    @Override
    void put(Map<String, AttributeValue> item) {
        String partition = item.get("pk").s();
        if (partition.startsWith("OUTBOX#")) {
            committed(item.get("paymentId").s(), PaymentStatus.valueOf(item.get("status").s()));
        } else if (partition.startsWith("PAYMENT#") && item.get("sk").s().equals("PAYMENT")) {
            created.add(item.get("id").s());
        }
    }

    private void committed(String payment, PaymentStatus status) {
        List<PaymentStatus> past = committed.computeIfAbsent(payment, id -> new ArrayList<>());
        if (!past.isEmpty() && !status.raises(past.get(past.size() - 1))) {
            violated("A payment went backwards: " + status + " after " + past);
        }
        past.add(status);
        Map<Integer, Debit> debits = provider.debits(payment);
        if (status.isPaid() && debits.values().stream().noneMatch(Debit::isPaid)) {
            violated("A payment was completed and no debit has succeeded: " + payment);
        }
        int current = payments.find(payment).orElseThrow().debits().current();
        if (status == PaymentStatus.FAILED && past.contains(PaymentStatus.PENDING)
                && Optional.ofNullable(debits.get(current)).filter(debit -> debit.status() == PaymentStatus.FAILED).isEmpty()) {
            violated("A payment failed while its debit " + current + " has not: " + payment);
        }
    }

    @Override
    void written(TransactWriteItemsRequest transaction) {
        List<Update> updates = transaction.transactItems().stream().flatMap(item -> Optional.ofNullable(item.update()).stream()).toList();
        updates.stream().filter(update -> update.updateExpression().startsWith("SET debit = :before")).forEach(this::reverted);
        updates.stream().filter(update -> update.updateExpression().startsWith(CLAIM)).forEach(claim -> claimed(claim, updates));
    }

    private static String payment(Map<String, AttributeValue> key) {
        return key.get("pk").s().substring("PAYMENT#".length());
    }

    private void reverted(Update update) {
        String payment = payment(update.key());
        int number = Integer.parseInt(update.expressionAttributeValues().get(":debit").n());
        note("claim: reverted", () -> Debits.reference(payment, number));
        if (provider.debits(payment).containsKey(number)) {
            violated("A debit that the provider has was reverted: " + Debits.reference(payment, number));
        }
    }

    private void claimed(Update claim, List<Update> updates) {
        String payment = payment(claim.key());
        int attempt = Integer.parseInt(claim.expressionAttributeValues().get(":next").n());
        note("claim: taken", () -> payment + " " + attempt);
        if (!attempts.computeIfAbsent(payment, id -> new HashSet<>()).add(attempt)) {
            violated("Two made the attempt " + attempt + " of " + payment);
        }
        if (attempt > DebitAttempts.MAX_PER_PAYMENT) {
            violated("More attempts than are allowed: " + attempt + " of " + payment);
        }
        if (!claim.updateExpression().contains("debit = :next") && payments.find(payment).orElseThrow().providerReference().isPresent()) {
            violated("A debit that the provider has begins again: " + payment);
        }
        List<PaymentStatus> past = committed.getOrDefault(payment, List.of());
        if (past.isEmpty() || past.get(past.size() - 1) != PaymentStatus.PENDING) {
            violated("A debit of a payment begins that is " + past);
        }
        updates.stream().map(update -> update.key().get("pk").s()).filter(key -> key.startsWith("DEBITS#")).forEach(key -> {
                    if (counted.merge(key, 1, Integer::sum) > perNumber) {
                        violated("A number is asked more than " + perNumber + " times within an hour");
                    }
                });
        claims.put(running(), payment);
    }

    @Override
    void updated(UpdateItemRequest update) {
        super.updated(update);
        if (update.updateExpression().equals("SET debitAttempts = :before")) {
            String payment = payment(update.key());
            int attempt = Integer.parseInt(update.expressionAttributeValues().get(":attempt").n());
            note("claim: withdrawn", () -> payment + " " + attempt);
            if (attempts.get(payment).stream().anyMatch(later -> later > attempt)) {
                violated("An attempt was withdrawn after the next one began: " + attempt + " of " + payment);
            }
            attempts.get(payment).remove(attempt);
        } else if (update.updateExpression().startsWith("SET providerReference = :reference")) {
            Payment payment = payments.find(payment(update.key())).orElseThrow();
            int number = number(provider.debits(payment.id()), update.expressionAttributeValues().get(":reference").s());
            if (number != payment.debits().current()) {
                violated("The id of the debit " + number + " was recorded for the debit " + payment.debits().current() + ": " + payment.id());
            }
        }
    }

    /** The provider is asked for a debit by our page. */
    void debitStarts(String payment, int number, String phone) {
        if (!payment.equals(claims.remove(running()))) {
            violated("A debit begins without a claim: " + Debits.reference(payment, number));
        }
        calls.merge(payment, 1, Integer::sum);
        Map<Integer, Debit> known = provider.debits(payment);
        if (known.containsKey(number)) {
            return;
        }
        Debits recorded = payments.find(payment).orElseThrow().debits();
        if (recorded.current() != number) {
            violated("A debit begins that is not the payment's: " + Debits.reference(payment, number));
        }
        Map<Integer, String> ids = recorded.references();
        known.values().stream().filter(earlier -> earlier.number() < number && !earlier.id().equals(ids.get(earlier.number())))
                .forEach(earlier -> violated("A debit begins although the answer of an earlier one was lost: " + earlier.reference()));
        known.values().stream().filter(earlier -> earlier.phone().equals(phone))
                .forEach(earlier -> violated("A number is asked by a second debit of its payment: " + earlier.reference()));
    }

    // What is seen at the end

    private void check(String id) {
        Payment payment = payments.find(id).orElseThrow();
        Map<Integer, Debit> debits = provider.debits(id);
        Set<Integer> paid = debits.values().stream().filter(Debit::isPaid).map(Debit::number).collect(Collectors.toSet());
        check(debits.size() <= DebitAttempts.MAX_PER_PAYMENT && calls.getOrDefault(id, 0) <= DebitAttempts.MAX_PER_PAYMENT,
                "More debits than are allowed: " + calls.get(id) + " calls, " + debits.keySet() + " of " + id);
        check(payment.status().isPaid() != paid.isEmpty(), "Paid were the debits " + paid + ", and the payment is " + payment.status() + ": " + id);
        check(committed.getOrDefault(id, List.of()).stream().filter(PaymentStatus.COMPLETED::equals).count() == (paid.isEmpty() ? 0 : 1),
                "Completed other than once: " + committed.get(id));
        Optional<Debit> current = Optional.ofNullable(debits.get(payment.debits().current()));
        check(!paid.isEmpty() || current.filter(debit -> debit.status() == PaymentStatus.FAILED).isEmpty() || payment.status() == PaymentStatus.FAILED,
                "The current debit has failed, and the payment is " + payment.status() + ": " + id);
        List<HistoryEntry> again = payments.history(id).stream().filter(entry -> entry.detail().containsKey("paidAgain")).toList();
        if (paid.isEmpty()) {
            check(again.isEmpty(), "Paid again, although never paid: " + again);
            return;
        }
        Set<Integer> paying = paid.stream().filter(number -> names(debits.get(number)).contains(payment.paidBy().orElse(""))).collect(Collectors.toSet());
        check(paying.size() == 1, "The payment says that it was paid by " + payment.paidBy() + ", and paid were " + paid);
        Set<Integer> expected = new HashSet<>(paid);
        expected.removeAll(paying);
        List<Integer> noticed = again.stream().map(entry -> number(debits, entry.detail().get("paidAgain"))).sorted().toList();
        check(noticed.equals(expected.stream().sorted().toList()), "Paid were " + paid + ", first " + paying + ", and noticed as paid again are "
                + noticed + ": " + id);
    }

    private static Set<String> names(Debit debit) {
        return Set.of(debit.id(), "transaction-" + debit.reference());
    }

    private static int number(Map<Integer, Debit> debits, String name) {
        return debits.values().stream().filter(debit -> names(debit).contains(name)).map(Debit::number).findFirst().orElse(0);
    }

    private void check(boolean holds, String otherwise) {
        checks++;
        if (!holds) {
            violated(otherwise);
        }
    }
}
