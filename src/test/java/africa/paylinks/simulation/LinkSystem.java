package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReusableLinkStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.LinkPayment;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.reconciliation.RunSummary;
import africa.paylinks.reusablelink.LinkClaim;
import africa.paylinks.reusablelink.LinkCounts;
import africa.paylinks.reusablelink.LinkOrder;
import africa.paylinks.reusablelink.LinkPaymentService.Begun;
import africa.paylinks.reusablelink.LinkPaymentService.Made;
import africa.paylinks.reusablelink.LinkPaymentService.Outcome;
import africa.paylinks.reusablelink.LinkPaymentService.Unavailable;
import africa.paylinks.reusablelink.LinkStatus;
import africa.paylinks.reusablelink.ReusableLink;
import africa.paylinks.reusablelink.ReusableLinkStore;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A reusable link with a limit: its merchant changes it, customers send its form once, twice or again, and pay in time, late
 * or never, and the stream tells of each payment late, twice or never.
 */
final class LinkSystem extends FaultySystem implements CheckoutSimulation.Checked {

    private static final Instant BEGINNING = Instant.parse("2026-03-01T08:00:00Z");
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final int MAX_ROUNDS = 60;
    private static final Money PRICE = new Money(5_000, PagesProvider.CURRENCY);
    private static final String TOKEN_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    /** How much of a link's life is simulated. */
    enum Extent {
        /** Its forms, sent at the same moment; what is wrong is seen at once. */
        RACES,
        LIFE
    }

    private final DynamoDbClient table;
    private final Extent extent;
    private final PaymentStore payments;
    private final ReusableLinkStore links;
    private final PagesProvider provider;
    private final long paymentLife;
    private final List<CheckoutEnvironment> environments = new ArrayList<>();
    private final Set<String> created = new LinkedHashSet<>();
    private final Set<String> made = new LinkedHashSet<>();
    private final Map<String, List<PaymentStatus>> committed = new HashMap<>();
    private final Map<String, Set<String>> formPayments = new LinkedHashMap<>();
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<String> untold = new LinkedHashSet<>();
    private final Set<Long> versions = new LinkedHashSet<>();
    private boolean isAnswered;
    private boolean hasCustomers;
    private long mostEver;
    private long checks;

    LinkSystem(long seed, DynamoDbClient table, Extent extent, boolean verbose) {
        super(seed, verbose);
        this.table = table;
        this.extent = extent;
        this.payments = new DynamoPaymentStore(table, TestTable.CONFIG);
        this.provider = new PagesProvider(this);
        this.paymentLife = extent == Extent.RACES ? 20 * MINUTE : dice.between(10, 60) * MINUTE;
        DynamoDbClient unreliable = UnreliableStore.of(table, this);
        PaymentIds ids = new PaymentIds(dice.asSecureRandom());
        this.links = new DynamoReusableLinkStore(table, TestTable.CONFIG, Clock.systemUTC(), ids);
        ProviderRegistry providers = new ProviderRegistry(List.<Provider>of(provider));
        for (int i = 0; i < 3; i++) {
            environments.add(new CheckoutEnvironment(this, unreliable, ids, providers, 6, Duration.ofMillis(paymentLife),
                    dice.chance(0.3) ? dice.between(-60_000, 60_000) : dice.between(-200, 200)));
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
        create(0);
        if (dice.chance(0.3)) {
            create(dice.between(0, 60));
        }
        timeline.play();
        for (int number = 0; number < 4 && extent == Extent.LIFE; number++) {
            reconcile(dice.stretched(500, 26 * HOUR));
        }
        timeline.play();
        if (extent == Extent.LIFE) {
            drain();
            checkAll();
        }
    }

    // What the merchant does

    private void create(long delay) {
        int limit = (int) dice.between(1, 5);
        JsonObject body = Json.object().put("provider", PagesProvider.NAME).put("amount", PRICE.majorText()).put("currency", PRICE.currency())
                .put("limit", limit);
        // One key has one body.
        create(delay, Json.write(created.isEmpty() && mostEver == 0 ? body : body.put("limit", mostEver)));
        mostEver = Math.max(mostEver, limit);
    }

    private void create(long delay, String body) {
        timeline.start(delay, "merchant", () -> {
            boolean known = false;
            try {
                APIGatewayV2HTTPResponse answer = environment().reusableLinks(MerchantCall.post("/links", Map.of(), "link-" + seed(), body));
                note("answer: " + answer.getStatusCode() + " to merchant", answer::getBody);
                known = answer.getStatusCode() == 201;
            } finally {
                if (known) {
                    begin();
                } else if (!isAnswered) {
                    create(dice.chance(0.5) ? dice.between(500, 5_000) : LEASE, body);
                }
            }
        });
    }

    private void begin() {
        isAnswered = true;
        if (hasCustomers) {
            return;
        }
        hasCustomers = true;
        long together = dice.stretched(1, 60_000);
        for (long forms = dice.between(3, 9); forms > 0; forms--) {
            form(extent == Extent.RACES || dice.chance(0.5) ? together + dice.between(0, 60) : dice.stretched(1_000, 3 * HOUR));
        }
        for (long changes = dice.between(0, extent == Extent.RACES ? 4 : 3); changes > 0; changes--) {
            long at = extent == Extent.RACES ? together + dice.between(0, 120) : dice.stretched(1_000, 3 * HOUR);
            change(at, change());
            if (dice.chance(0.4)) {
                change(at + dice.between(0, 30), change());
            }
        }
    }

    private String link() {
        return created.iterator().next();
    }

    private JsonObject change() {
        return switch ((int) dice.between(1, 6)) {
            case 1 -> Json.object().put("active", false);
            case 2, 3 -> Json.object().put("active", true);
            case 4 -> Json.object().put("expiresAt", BEGINNING.plusMillis(now() + dice.stretched(2_000, 3 * HOUR)).toString());
            default -> Json.object().put("limit", (int) dice.between(1, 8));
        };
    }

    private void change(long delay, JsonObject body) {
        timeline.start(delay, "merchant", () -> {
            note("call: change link", () -> Json.write(body));
            int status = environment().reusableLinks(MerchantCall.call("PATCH", "/links/" + link(), Map.of("id", link()), "none", Json.write(body)))
                    .getStatusCode();
            note("answer: " + status + " to merchant", () -> "");
            if (!Set.of(200, 400, 503).contains(status)) {
                violated("A change was answered " + status);
            }
        });
    }

    // What customers do

    private void form(long delay) {
        StringBuilder token = new StringBuilder();
        for (int letter = 0; letter < 26; letter++) {
            token.append(TOKEN_LETTERS.charAt((int) dice.between(0, 31)));
        }
        open.add(token.toString());
        send(token.toString(), delay);
        for (long clicks = dice.between(0, 2); clicks > 0; clicks--) {
            send(token.toString(), delay + (extent == Extent.RACES || dice.chance(0.6) ? dice.between(0, 60) : dice.stretched(500, 300_000)));
        }
    }

    private void send(String token, long delay) {
        LinkOrder order = new LinkOrder(PRICE, 1, Customer.UNKNOWN, dice.chance(0.1) ? Optional.of("Changed") : Optional.empty());
        timeline.start(delay, "customer", () -> {
            boolean known = false;
            note("call: form", () -> token);
            try {
                Outcome outcome = environment().pay(link(), token, order);
                note("answer: " + outcome.getClass().getSimpleName(), outcome::toString);
                known = !(outcome instanceof Unavailable);
                answered(token, outcome);
            } catch (StoreUnavailable away) {
                note("answer: unavailable", away::getMessage);
            } finally {
                if (known) {
                    open.remove(token);
                } else if (open.contains(token) && !faultRates.isStopped() && dice.chance(0.7)) {
                    send(token, dice.chance(0.5) ? dice.between(500, 10_000) : LEASE + dice.between(0, 100));
                }
            }
        });
    }

    private void answered(String token, Outcome outcome) {
        Optional<String> payment = outcome instanceof Made done ? Optional.of(done.payment().id())
                : outcome instanceof Begun begun ? Optional.of(begun.paymentId()) : Optional.empty();
        payment.ifPresent(id -> {
            if (formPayments.computeIfAbsent(token, any -> new LinkedHashSet<>()).add(id) && formPayments.get(token).size() > 1) {
                violated("One form made two payments: " + formPayments.get(token));
            }
        });
    }

    /** What a customer does on the provider's page. */
    void simulateCustomer(PaymentTerms terms) {
        String reference = terms.id();
        long soon = dice.stretched(500, paymentLife);
        switch ((int) dice.between(1, 20)) {
            case 1, 2, 3 -> note("customer: walks away", () -> reference);
            case 4, 5, 6 -> end(reference, soon, PaymentStatus.FAILED);
            case 7, 8 -> {
                end(reference, soon, PaymentStatus.FAILED);
                end(reference, soon + dice.stretched(1_000, HOUR), PaymentStatus.COMPLETED);
            }
            case 9, 10, 11, 12 -> end(reference, paymentLife + dice.stretched(MINUTE, 8 * HOUR), PaymentStatus.COMPLETED);
            default -> end(reference, soon, PaymentStatus.COMPLETED);
        }
    }

    private void end(String reference, long delay, PaymentStatus outcome) {
        timeline.after(delay, () -> {
            provider.end(reference, outcome);
            note("customer: " + outcome, () -> reference);
            if (faultRates.losesWebhook()) {
                note("fault: webhook lost", () -> reference);
                return;
            }
            deliver(reference, outcome, dice.stretched(5, 400_000), 3);
            while (faultRates.repeatsWebhook()) {
                note("fault: webhook repeated", () -> reference);
                deliver(reference, outcome, dice.stretched(5, 400_000), 1);
            }
        });
    }

    private void deliver(String reference, PaymentStatus outcome, long delay, int tries) {
        timeline.start(delay, "webhook", () -> {
            boolean isAccepted = false;
            try {
                int status = environment().webhook(provider, Map.of(), PagesProvider.body(reference, outcome)).getStatusCode();
                note("answer: " + status + " to provider", () -> reference);
                isAccepted = status == 200;
            } finally {
                if (!isAccepted && tries > 1) {
                    deliver(reference, outcome, dice.stretched(500, 60_000), tries - 1);
                }
            }
        });
    }

    // What the product does by itself

    private void reconcile(long delay) {
        timeline.start(delay, "reconciler", () -> function("run: reconcile", "", () -> {
            RunSummary summary = environment().reconcile();
            note("answer: reconciled", summary::toString);
            if (summary.failed() > 0 && faultRates.isStopped()) {
                violated("The reconciler fails without faults: " + summary);
            }
        }));
    }

    /** The stream tells of a change until somebody listens; what went to the dead letters is never told. */
    private void tell(String payment) {
        if (faultRates.busFails() && dice.chance(0.3)) {
            note("fault: change never told", () -> payment);
            return;
        }
        untold.add(payment);
        settle(payment, dice.stretched(1, 5_000));
        if (faultRates.repeats()) {
            settle(payment, dice.stretched(1, 120_000));
        }
    }

    private void settle(String payment, long delay) {
        timeline.start(delay, "settlement", () -> {
            boolean isDone = false;
            try {
                function("run: settle", payment, () -> {
                    environment().settle(payment);
                    untold.remove(payment);
                });
                isDone = !untold.contains(payment);
            } finally {
                if (!isDone && !faultRates.isStopped()) {
                    settle(payment, dice.stretched(500, 30_000));
                }
            }
        });
    }

    /** Without faults, nothing stays due or untold; then customers who find the link busy let it release what is over. */
    private void drain() {
        faultRates.stop();
        environments.forEach(environment -> environment.clock().setRight());
        timePasses(5 * MINUTE);
        Optional<Instant> due = firstDue();
        for (int round = 0; round < MAX_ROUNDS && !(due.isEmpty() && untold.isEmpty()); round++) {
            List.copyOf(untold).forEach(payment -> settle(payment, dice.between(0, 5_000)));
            due.ifPresent(at -> reconcile(Math.max(0, Duration.between(BEGINNING, at).toMillis() - now()) + dice.between(0, 60_000)));
            timePasses(LEASE + 5_000);
            due = firstDue();
        }
        due.ifPresent(at -> violated("Something is due for ever: " + at));
        timePasses(HOUR + 20 * MINUTE);
        LinkCounts counts = links.find(link()).orElseThrow().counts();
        change(0, Json.object().put("active", true).put("expiresAt", (String) null).put("limit", (int) counts.completed() + 1));
        timePasses(1_000);
        for (int visit = 0; visit < 3; visit++) {
            timeline.start(1_000, "customer", () -> {
                LinkStatus status = environment().openLink(link());
                note("answer: " + status, () -> "");
            });
            timePasses(5_000);
        }
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
            String payment = item.get("paymentId").s();
            PaymentStatus status = PaymentStatus.valueOf(item.get("status").s());
            committed.computeIfAbsent(payment, id -> new ArrayList<>()).add(status);
            if (status.isPaid() && !provider.isPaid(payment)) {
                violated("A payment was completed without money: " + payment);
            }
            tell(payment);
        } else if (partition.startsWith("PAYMENT#") && item.get("sk").s().equals("PAYMENT")) {
            if (!made.add(item.get("id").s())) {
                violated("A payment was made twice: " + item.get("id").s());
            }
        } else if (partition.startsWith("LINK#") && item.get("sk").s().equals("LINK")) {
            created.add(partition.substring("LINK#".length()));
            if (created.size() > 1) {
                violated("Two links under one key: " + created);
            }
        }
    }

    /** A claim was within the limit of a link that could be paid, and money beyond the limit came late. */
    @Override
    void written(TransactWriteItemsRequest transaction) {
        transaction.transactItems().stream().flatMap(item -> Optional.ofNullable(item.update()).stream())
                .filter(update -> update.key().get("pk").s().startsWith("LINK#") && update.key().get("sk").s().equals("LINK")).forEach(update -> {
                    agree(update);
                    if (update.updateExpression().startsWith("SET taken = taken + ")) {
                        claimed(transaction, update);
                    } else if (update.updateExpression().startsWith("SET completed")) {
                        note("claim: completed", () -> "");
                        boolean isCountedAgain = update.expressionAttributeValues().get(":taken").n().equals("1");
                        if (isCountedAgain && update.expressionAttributeValues().get(":late").n().equals("0")) {
                            violated("Money beyond the limit is not said to be late");
                        }
                    } else {
                        note("claim: released", () -> "");
                    }
                });
    }

    private void claimed(TransactWriteItemsRequest transaction, Update update) {
        note("claim: taken", () -> "");
        Map<String, AttributeValue> item = item(update.key());
        if (!item.get("active").bool()) {
            violated("A link was claimed that is not active");
        }
        if (item.containsKey("expiresAt") && item.get("expiresAt").s().compareTo(update.expressionAttributeValues().get(":now").s()) <= 0) {
            violated("A link was claimed that has expired");
        }
        if (item.containsKey("paymentLimit") && number(item, "taken") > number(item, "paymentLimit")) {
            violated("More claims than the limit allows: " + number(item, "taken"));
        }
    }

    /** The counter equals the claims after each write. */
    private void agree(Update update) {
        String link = update.key().get("pk").s();
        Map<String, Long> states = new HashMap<>();
        table.scan(ScanRequest.builder().tableName(TestTable.CONFIG.table()).consistentRead(true)
                        .filterExpression("pk = :link AND begins_with(sk, :claims)")
                        .expressionAttributeValues(Map.of(":link", AttributeValue.fromS(link), ":claims", AttributeValue.fromS("CLAIM#"))).build()).items()
                .forEach(claim -> states.merge(claim.get("state").s(), 1L, Long::sum));
        Map<String, AttributeValue> item = item(update.key());
        long held = states.getOrDefault(LinkClaim.State.HELD.name(), 0L);
        long completed = states.getOrDefault(LinkClaim.State.COMPLETED.name(), 0L);
        check(number(item, "taken") == held + completed, "Counted are " + number(item, "taken") + ", and claims are held " + held + " and completed "
                + completed);
        check(number(item, "completed") == completed, "Counted as completed are " + number(item, "completed") + ", and completed claims are " + completed);
    }

    private Map<String, AttributeValue> item(Map<String, AttributeValue> key) {
        return table.getItem(GetItemRequest.builder().tableName(TestTable.CONFIG.table()).key(key).consistentRead(true).build()).item();
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(item.get(name).n());
    }

    @Override
    void updated(UpdateItemRequest update) {
        super.updated(update);
        if (update.key().get("pk").s().startsWith("LINK#")) {
            note("link: changed", () -> "");
            if (!versions.add(Long.parseLong(update.expressionAttributeValues().get(":next").n()))) {
                violated("A change of the link was lost");
            }
        }
    }

    // What is seen at the end

    private void checkAll() {
        ReusableLink link = links.find(link()).orElseThrow();
        long paid = 0;
        long late = 0;
        for (String id : made) {
            Payment payment = payments.find(id).orElseThrow();
            Optional<LinkClaim> claim = links.claimOf(link.id(), id);
            check(LinkPayment.is(id) && claim.isPresent(), "A payment has no claim: " + id);
            check(payment.status().isPaid() == provider.isPaid(id), "The provider says " + provider.orders().get(id) + ", and the payment "
                    + payment.status() + ": " + id);
            check(committed.getOrDefault(id, List.of()).stream().filter(PaymentStatus.COMPLETED::equals).count() == (payment.status().isPaid() ? 1 : 0),
                    "Completed other than once: " + committed.get(id));
            LinkClaim.State expected = payment.status().isPaid() ? LinkClaim.State.COMPLETED : LinkClaim.State.RELEASED;
            check(claim.filter(known -> known.state() == expected).isPresent(), "The payment is " + payment.status() + ", and its claim " + claim);
            paid += payment.status().isPaid() ? 1 : 0;
            late += payment.lateSuccess() ? 1 : 0;
        }
        check(provider.orders().keySet().stream().allMatch(made::contains), "The provider has an order of no payment");
        LinkCounts counts = link.counts();
        check(counts.equals(new LinkCounts(paid, paid, late)), "Paid were " + paid + ", late " + late + ", and counted are " + counts);
    }

    private void check(boolean holds, String otherwise) {
        checks++;
        if (!holds) {
            violated(otherwise);
        }
    }
}
