package africa.paylinks.simulation;

import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.reconciliation.RunSummary;
import africa.paylinks.subscription.BillingCalendar;
import africa.paylinks.subscription.BillingPeriod;
import africa.paylinks.subscription.PeriodStatus;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Everything around subscriptions: a merchant, customers, two providers, schedules that overlap, the stream, the bus and the
 * queue. Time goes from one event to the next, so that months take as long as what happens in them.
 */
final class SubscriptionSystem extends FaultySystem {

    /** The longest time for which a run may postpone what is due: a retry after a failure, by a clock that is wrong. */
    static final Duration LONGEST_POSTPONEMENT = Duration.ofMinutes(45);

    /** How long after its expiry a payment is looked up, as far as it is sure. */
    private static final Duration LONGEST_UNNOTICED = Duration.ofHours(10);
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long MAX_SKEW = 120_000;
    private static final long MAX_CLOCK_JUMP = 10 * MINUTE;
    private static final int MAX_ROUNDS = 400;
    private static final List<String> ZONES = List.of("UTC", "Africa/Accra", "Africa/Lagos", "Africa/Cairo", "Africa/Casablanca", "Pacific/Kiritimati");
    private static final List<String> TIMES = List.of("00:00", "00:30", "02:30", "09:00", "23:59");
    /** Days after which clocks change in Cairo or Casablanca, months end, or February has a day more. */
    private static final List<String> BEGINNINGS = List.of("2026-12-29", "2027-01-28", "2027-02-04", "2027-03-12", "2027-04-26", "2027-08-29",
            "2027-10-27", "2028-01-29", "2028-02-26");

    private final DynamoDbClient table;
    private final Instant beginning;
    private final ChargingProvider phones;
    private final ChargingProvider pages;
    private final SubscriptionBus bus = new SubscriptionBus(this);
    private final SimulatedStream stream = new SimulatedStream();
    private final SubscriptionChecker checker;
    private final List<SubscriptionEnvironment> environments = new ArrayList<>();
    private final List<SubscriptionIntent> intents = new ArrayList<>();
    private final Map<String, Map<String, AttributeValue>> created = new HashMap<>();
    private final Set<Long> planned = new HashSet<>();
    private final Extent extent;
    private final double unwilling;
    private final boolean idsRepeat;
    private final long interval;
    private final long horizon;
    private int queued;
    private boolean isOver;

    /** How much of a subscription's life is simulated. */
    enum Extent {
        /** Its creation, by callers that meet each other often. */
        CREATION,
        LIFE
    }

    SubscriptionSystem(long seed, DynamoDbClient table, Extent extent, boolean verbose) {
        super(seed, verbose);
        this.extent = extent;
        this.table = table;
        this.beginning = Instant.parse(dice.oneOf(BEGINNINGS) + "T00:00:00Z").plusMillis(dice.between(0, DAY));
        this.checker = new SubscriptionChecker(this, table);
        this.phones = new ChargingProvider.OfPhones(this, "phones", Evidence.PROOF, "GHS");
        this.pages = new ChargingProvider(this, "pages", Evidence.HINT, "NGN");
        this.unwilling = dice.chance(0.2) ? 0 : dice.between(10, 90) / 100.0;
        this.idsRepeat = dice.chance(0.2);
        this.interval = dice.oneOf(List.of(DAY, DAY, 7 * DAY, 31 * DAY));
        this.horizon = Math.max(4 * DAY, interval * dice.between(2, 5));
        DynamoDbClient unreliable = UnreliableStore.of(table, this);
        PaymentIds ids = new PaymentIds(dice.asSecureRandom());
        PaymentIds subscriptionIds = new PaymentIds(idsRepeat ? new RepeatingRandom() : dice.asSecureRandom());
        ProviderRegistry providers = new ProviderRegistry(List.<Provider>of(phones, pages));
        for (int i = 0; i < 3; i++) {
            environments.add(new SubscriptionEnvironment(this, unreliable, ids, subscriptionIds, providers, bus,
                    dice.chance(0.3) ? dice.between(-MAX_SKEW, MAX_SKEW) : dice.between(-200, 200)));
        }
    }

    /** Gives out some bytes twice. */
    private final class RepeatingRandom extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient SecureRandom source = dice.asSecureRandom();
        private byte[] last = {};

        @Override
        public void nextBytes(byte[] bytes) {
            if (last.length == bytes.length && dice.chance(0.5)) {
                System.arraycopy(last, 0, bytes, 0, bytes.length);
                return;
            }
            source.nextBytes(bytes);
            last = bytes.clone();
        }
    }

    @Override
    Instant beginning() {
        return beginning;
    }

    /** The time now. */
    Instant time() {
        return beginning.plusMillis(now());
    }

    SubscriptionBus bus() {
        return bus;
    }

    SubscriptionChecker checker() {
        return checker;
    }

    /** Runs the simulation to its end and all checks. */
    void run() {
        wish();
        if (extent == Extent.LIFE) {
            begin();
        }
        timeline.play();
        drain();
    }

    private void wish() {
        for (long number = dice.between(1, 2); number > 0; number--) {
            SubscriptionIntent intent = new SubscriptionIntent("subscription-" + seed() + "-" + number, request(), idsRepeat);
            intents.add(intent);
            long first = dice.between(0, 2_000);
            create(intent, first);
            for (long calls = dice.between(0, 4); calls > 0; calls--) {
                create(intent, first + (dice.chance(0.5) ? dice.between(0, 60) : dice.stretched(100, 300_000)));
            }
        }
    }

    private void begin() {
        for (ChargingProvider provider : providers()) {
            for (long outages = dice.between(0, 2); outages > 0; outages--) {
                long from = dice.between(0, horizon);
                provider.isAway(from, Math.min(from + dice.stretched(5 * MINUTE, 5 * DAY), horizon + DAY));
            }
        }
        for (int number = 0; number < 4; number++) {
            if (faultRates.clockJumps()) {
                timeline.after(dice.between(0, horizon), this::jumpClock);
            }
            charge(dice.between(0, horizon), 0);
            reconcile(dice.between(0, horizon));
            if (dice.chance(0.5)) {
                timeline.after(dice.between(HOUR, horizon), this::writeWithOldKnowledge);
            }
        }
    }

    private JsonObject request() {
        ChargingProvider provider = dice.oneOf(providers());
        ZoneId zone = ZoneId.of(dice.oneOf(ZONES));
        JsonObject body = Json.object().put("provider", provider.name()).put("currency", provider.currency())
                .put("amount", new Money(dice.between(100, 9_000), provider.currency()).majorText())
                .put("interval", interval == DAY ? "day" : interval == 7 * DAY ? "week" : "month")
                .put("startsAt", time().atZone(zone).toLocalDate().plusDays(dice.between(dice.chance(0.3) ? 0 : 1, 3)).toString())
                .put("timeZone", zone.getId()).put("chargeTime", dice.oneOf(TIMES))
                .put("remindDaysBefore", dice.chance(0.7) ? 0L : dice.between(1, 3))
                .put("graceDays", dice.between(0, 2)).put("afterLastRetry", dice.chance(0.8) ? "suspend" : "cancel");
        body.putObject("customer").put("id", "customer-42").put("phone", "+233241234567").put("email", "ama@example.com");
        JsonArray retries = body.putArray("retryAfterDays");
        int day = 0;
        for (long left = dice.between(0, 3); left > 0; left--) {
            day += (int) dice.between(1, 3);
            retries.add(day);
        }
        if (dice.chance(0.4)) {
            body.put("payments", dice.between(1, 4));
        }
        return body;
    }

    private void create(SubscriptionIntent intent, long delay) {
        timeline.start(delay, "create " + intent.key(), () -> {
            note("call: create subscription", () -> "");
            boolean wasKnown = intent.id().isPresent();
            try {
                APIGatewayV2HTTPResponse answer = environment().call(intent.call());
                note("answer: " + answer.getStatusCode(), answer::getBody);
                intent.answered(answer).ifPresent(this::violated);
            } finally {
                if (!intent.isSettled() && !faultRates.isStopped() && dice.chance(0.7)) {
                    long pause = dice.chance(0.5) ? 1_000 : LEASE;
                    create(intent, pause + dice.between(0, 30));
                    if (dice.chance(0.4)) {
                        create(intent, pause + dice.between(0, 30));
                    }
                }
            }
            if (!wasKnown && extent == Extent.LIFE) {
                intent.id().ifPresent(this::planCommands);
            }
        });
    }

    private void planCommands(String id) {
        BillingCalendar calendar = checker.state(id).calendar();
        for (long commands = dice.between(0, 5); commands > 0; commands--) {
            long near = Duration.between(time(), calendar.at((int) dice.between(0, 4))).toMillis() + dice.between(-MINUTE, 10 * MINUTE);
            command(id, dice.chance(0.5) && near > 0 && near < horizon ? near : dice.between(0, horizon));
        }
    }

    private void command(String id, long delay) {
        timeline.after(delay, () -> {
            switch ((int) dice.between(1, 14)) {
                case 1, 2 -> {
                    call(id, "POST", "/pause", "{}", 0);
                    if (dice.chance(0.8)) {
                        callLater(dice.stretched(1_000, 2 * interval), id, "/resume", "{}");
                    }
                }
                case 3, 4 -> call(id, "POST", "/pause", Json.write(Json.object().put("resumesAt",
                        time().plusMillis(HOUR + dice.stretched(MINUTE, 2 * interval)).truncatedTo(ChronoUnit.SECONDS).toString())), 0);
                case 5, 6 -> call(id, "POST", "/resume", "{}", 0);
                case 7 -> call(id, "POST", "/cancel", "{}", 0);
                case 8 -> call(id, "POST", "/cancel", "{\"atPeriodEnd\":true}", 0);
                case 9, 10 -> call(id, "PATCH", "", Json.write(Json.object().put("amount", dice.between(1, 90) + ".00")), 0);
                default -> pay(id);
            }
        });
    }

    private void callLater(long delay, String id, String path, String body) {
        timeline.after(delay, () -> call(id, "POST", path, body, 0));
    }

    /** Pays the last unpaid period, or any; sometimes from two sides at once. */
    private void pay(String id) {
        List<BillingPeriod> periods = List.copyOf(checker.state(id).periods().values());
        if (periods.isEmpty()) {
            return;
        }
        BillingPeriod period = periods.stream().filter(any -> any.status() == PeriodStatus.UNPAID || any.status() == PeriodStatus.RETRYING)
                .max(Comparator.comparing(BillingPeriod::date)).orElseGet(() -> dice.oneOf(periods));
        call(id, "POST", "/periods/" + period.date() + "/pay", "", 0);
        if (dice.chance(0.4)) {
            call(id, "POST", "/periods/" + period.date() + "/pay", "", dice.between(0, 300));
        }
    }

    private void call(String id, String method, String path, String body, long delay) {
        Map<String, String> parameters = new HashMap<>(Map.of("id", id));
        if (path.startsWith("/periods/")) {
            parameters.put("date", path.split("/")[2]);
        }
        APIGatewayV2HTTPEvent event = MerchantCall.call(method, "/subscriptions/" + id + path, parameters, "any", body);
        timeline.start(delay, method + path, () -> {
            note("call: " + method + path.replaceAll("/[0-9-]+/", "/{date}/"), () -> id + " " + body);
            APIGatewayV2HTTPResponse answer = environment().call(event);
            note("answer: " + answer.getStatusCode() + " to command", answer::getBody);
            if (answer.getStatusCode() == 503 && violations().isEmpty() && (faultRates.isStopped() || dice.chance(0.6))) {
                call(id, method, path, body, dice.stretched(500, 60_000));
            } else if (!Set.of(200, 400, 409, 503).contains(answer.getStatusCode())) {
                violated(method + path + " was answered " + answer.getStatusCode() + " " + answer.getBody());
            }
        });
    }

    /** Somebody who has read the parts of a subscription at different times writes, and must be refused. */
    private void writeWithOldKnowledge() {
        for (String id : checker.ids()) {
            StaleWriter.accepted(checker.subscriptions(), checker.state(id), dice).ifPresent(what ->
                    violated("A write with old knowledge of " + id + " was accepted: " + what));
        }
    }

    /** Why the provider turns a charge down at once; empty when it goes to the customer. */
    Optional<Failure> refusal() {
        return Optional.of(failure()).filter(any -> dice.chance(unwilling * 0.3));
    }

    private Failure failure() {
        return dice.chance(0.7) ? new Failure("insufficient-funds", "No money.") : new Failure("provider-error", "The bank is away.");
    }

    /** What a customer does who is asked to pay. */
    void simulateCustomer(ChargingProvider provider, ProviderOrder order) {
        long soon = dice.chance(0.15) ? dice.between(0, 30) : dice.stretched(500, 2 * HOUR);
        Runnable pays = () -> order.collect(order.due());
        if (!dice.chance(unwilling)) {
            happens(provider, order, soon, "customer: pays", pays);
            return;
        }
        switch ((int) dice.between(1, isOver ? 5 : 8)) {
            case 1 -> note("customer: walks away", order::reference);
            case 2, 3, 4, 5 -> happens(provider, order, soon, "customer: fails", () -> provider.fails(order, failure()));
            case 6 -> {
                happens(provider, order, soon, "customer: fails", () -> provider.fails(order, failure()));
                happens(provider, order, soon + dice.stretched(10, 3 * DAY), "customer: pays after all", pays);
            }
            default -> happens(provider, order, DAY + dice.stretched(MINUTE, 4 * DAY), "customer: pays very late", pays);
        }
    }

    private void happens(ChargingProvider provider, ProviderOrder order, long delay, String kind, Runnable change) {
        timeline.after(delay, () -> {
            if (order.isPaid() || order.wasRefused()) {
                return;
            }
            change.run();
            note(kind, order::reference);
            String event = "event-" + order.reference() + "-" + order.status() + "-" + nextNumber();
            sendWebhook(provider, event, order.reference(), provider.body(event, order));
        });
    }

    private void sendWebhook(ChargingProvider provider, String event, String payment, byte[] body) {
        // Later, nobody asks any more; a provider that never gets through then is never heard.
        boolean isAsked = time().isBefore(provider.orders().get(payment).expiresAt().plus(LONGEST_UNNOTICED));
        if (isAsked && faultRates.losesWebhook()) {
            note("fault: webhook lost", () -> payment);
            return;
        }
        long delay = dice.chance(0.1) ? dice.stretched(MINUTE, 3 * DAY) : dice.stretched(5, 400_000);
        deliver(provider, event, body, delay, isAsked ? 3 : Integer.MAX_VALUE);
        while (faultRates.repeatsWebhook()) {
            note("fault: webhook repeated", () -> payment);
            deliver(provider, event, body, dice.chance(0.4) ? delay + dice.between(0, 20) : dice.stretched(5, 400_000), 1);
        }
    }

    private void deliver(ChargingProvider provider, String event, byte[] body, long delay, int attempts) {
        APIGatewayV2HTTPEvent call = APIGatewayV2HTTPEvent.builder().withRawPath("/webhooks").withHeaders(Map.of())
                .withBody(Base64.getEncoder().encodeToString(body)).withIsBase64Encoded(true).build();
        timeline.start(delay, "webhook " + provider.name(), () -> {
            note("webhook: delivered", () -> event);
            boolean isAccepted = false;
            try {
                int status = environment().webhook(provider, call).getStatusCode();
                note("answer: " + status, () -> event);
                isAccepted = status == 200;
                if (!isAccepted && status != 503) {
                    violated("A webhook was answered " + status);
                }
            } finally {
                if (!isAccepted && attempts > 1) {
                    deliver(provider, event, body, dice.stretched(500, 60_000), attempts - 1);
                }
            }
        });
    }

    /** A payment's event waits for the function that updates its subscription: it comes late, twice, out of order or after days. */
    void enqueue(JsonValue message) {
        if (!faultRates.isStopped() && dice.chance(0.05)) {
            note("fault: message dead-lettered", () -> "");
            queued++;
            consume("message-" + nextNumber(), Json.write(message), dice.between(2 * DAY, 5 * DAY));
            return;
        }
        for (long copies = dice.chance(0.15) ? 2 : 1; copies > 0; copies--) {
            queued++;
            consume("message-" + nextNumber(), Json.write(message), dice.chance(0.1) ? dice.stretched(MINUTE, 2 * DAY) : dice.stretched(5, 60_000));
        }
    }

    private void consume(String id, String body, long delay) {
        timeline.start(delay, "queue consumer", () -> {
            boolean isDone = false;
            try {
                note("queue: message", () -> body);
                isDone = environment().consume(id, body);
            } finally {
                if (isDone || !violations().isEmpty()) {
                    queued--;
                } else {
                    consume(id, body, dice.stretched(1_000, 15 * MINUTE));
                }
            }
        });
    }

    private void jumpClock() {
        long by = (dice.chance(0.5) ? 1 : -1) * dice.stretched(10, MAX_CLOCK_JUMP);
        note("fault: clock jumps", () -> by + " ms");
        environment().clock().move(by);
    }

    private SubscriptionEnvironment environment() {
        return dice.oneOf(environments);
    }

    /** Plans runs at a due time; the schedule would invoke one each minute, of which most find nothing. */
    private void chargeAt(Instant due) {
        long wait = Math.max(0, Duration.between(time(), due).toMillis());
        if (isOver || extent == Extent.CREATION || now() + wait > horizon || !planned.add((now() + wait) / MINUTE) && dice.chance(0.8)) {
            return;
        }
        long run = wait + dice.stretched(50, 90_000);
        charge(run, 0);
        if (dice.chance(0.4)) {
            charge(run + dice.between(0, 300), 0);
        }
    }

    private void charge(long delay, int earlier) {
        timeline.start(delay, "charger", () -> function("run: charge", "", () -> {
            RunSummary summary = environment().charge();
            note("answer: charged", summary::toString);
            if (summary.failed() > 0 && faultRates.isStopped()) {
                violated("The charging function fails without faults: " + summary);
            }
            if (summary.taken() == 0 && earlier < 3 && !isOver) {
                charge(3 * MINUTE, earlier + 1);
            }
        }));
    }

    /** A run that leaves something behind is followed by another one; the schedule would invoke it each minute. */
    private void reconcile(long delay) {
        timeline.start(delay, "reconciler", () -> {
            boolean[] isDone = {false};
            try {
                function("run: reconcile", "", () -> {
                    RunSummary summary = environment().reconcile();
                    note("answer: reconciled", summary::toString);
                    isDone[0] = summary.unanswered() == 0 && summary.failed() == 0;
                    if (summary.failed() > 0 && faultRates.isStopped()) {
                        violated("The reconciler fails without faults: " + summary);
                    }
                });
            } finally {
                if (!isDone[0] && !isOver) {
                    reconcile(dice.stretched(20 * MINUTE, 12 * HOUR));
                }
            }
        });
    }

    /** A check runs within the product's calls, so its own failure must not look like one of theirs. */
    private void checked(Runnable check) {
        try {
            check.run();
        } catch (RuntimeException broken) {
            violated("A check broke: " + broken + " at " + List.of(broken.getStackTrace()).subList(0, Math.min(4, broken.getStackTrace().length)));
        }
    }

    /** A provider receives a charge for the first time; its customer may be asked, and the payment is checked later. */
    void charged(ChargingProvider provider, ProviderOrder order) {
        note("provider: new charge", order::reference);
        checked(() -> checker.charged(provider, order));
        if (!isOver) {
            for (long check : List.of(35_000L, 20 * MINUTE, 25 * HOUR, 40 * HOUR, 6 * DAY, 13 * DAY)) {
                if (check > DAY || dice.chance(0.3)) {
                    reconcile(check);
                }
            }
        }
    }

    @Override
    void put(Map<String, AttributeValue> item) {
        String partition = item.get("pk").s();
        if (partition.startsWith("OUTBOX#")) {
            stream.append(UnreliableStore.image(item));
            publishSoon();
        } else if (partition.startsWith("SUBSCRIPTION#") && item.get("sk").s().equals("SUBSCRIPTION")) {
            String id = id(item);
            checked(() -> checker.committed(id));
            checker.read(id);
            dueAt(item, item.get("dueAt"));
        } else if (partition.startsWith("IDEMPOTENCY#") && item.containsKey("subscriptionId")) {
            Map<String, AttributeValue> before = created.put(partition, item);
            // A key is kept for three days; clocks differ.
            if (before != null && !before.get("subscriptionId").equals(item.get("subscriptionId"))
                    && Long.parseLong(before.get("ttl").n()) > time().plusMillis(2 * MAX_CLOCK_JUMP).getEpochSecond()) {
                violated("One key made several subscriptions: " + partition);
            }
        }
    }

    @Override
    void read(Map<String, AttributeValue> key) {
        if (key.get("sk").s().equals("SUBSCRIPTION")) {
            checker.read(id(key));
        }
    }

    @Override
    void updated(UpdateItemRequest update) {
        super.updated(update);
        String partition = update.key().get("pk").s();
        if (update.updateExpression().startsWith("SET dueFailingSince")) {
            violated("What is due broke: " + partition);
        } else if (partition.startsWith("SUBSCRIPTION#")) {
            checked(() -> checker.due(id(update.key())));
            dueAt(update.key(), update.expressionAttributeValues().get(":next"));
        }
    }

    private void dueAt(Map<String, AttributeValue> key, AttributeValue at) {
        if (at != null) {
            dueAgain(key.get("pk").s() + "/" + key.get("sk").s(), at.s());
            chargeAt(Instant.parse(at.s()));
        }
    }

    private static String id(Map<String, AttributeValue> key) {
        return key.get("pk").s().substring("SUBSCRIPTION#".length());
    }

    private void publishSoon() {
        timeline.start(dice.stretched(5, 5_000), "publisher", () -> function("run: publish", "", () -> environment().publish(stream)));
    }

    /** Without faults, everything that is due is done; then the merchant cancels, and all that is on its way ends. */
    private void drain() {
        faultRates.stop();
        isOver = true;
        environments.forEach(environment -> environment.clock().setRight());
        timePasses(4 * MAX_CLOCK_JUMP);
        intents.stream().filter(intent -> !intent.isSettled()).forEach(intent -> create(intent, 0));
        if (extent == Extent.CREATION) {
            timeline.play();
            return;
        }
        for (int round = 0; goesOn(round) && (round == 0 || checker.isAnythingDue(time()) || queued > 0 || !stream.isDone()); round++) {
            runAll(round < 20 ? 0 : 10 * MINUTE);
        }
        checker.nothingIsForgotten(time());
        intents.stream().filter(intent -> !intent.isSettled()).forEach(intent -> violated("The merchant never learns what comes of " + intent.key()));
        checker.ids().forEach(id -> call(id, "POST", "/cancel", "{}", dice.between(0, 5_000)));
        runAll(0);
        Optional<Instant> due = firstDue();
        for (int round = 0; goesOn(round) && (due.isPresent() || queued > 0 || !stream.isDone()); round++) {
            // What is due and is not taken waits for a provider that is taken to be away.
            runAll(due.map(at -> Duration.between(time(), at).toMillis()).map(wait -> wait < 0 ? 10 * MINUTE : wait).orElse(0L));
            due = firstDue();
        }
        due.ifPresent(at -> violated("Something is due for ever: " + at));
        if (queued > 0 || !stream.isDone()) {
            violated("The stream or the queue is never read to its end");
        }
        checker.atTheEnd(providers());
    }

    /** What went wrong may never come to rest. */
    private boolean goesOn(int round) {
        return round < MAX_ROUNDS && violations().isEmpty();
    }

    private void runAll(long delay) {
        publishSoon();
        charge(delay + dice.between(0, 30_000), 0);
        reconcile(delay + dice.between(0, 30_000));
        timePasses(delay + LEASE + 5_000);
    }

    private Optional<Instant> firstDue() {
        return table.scan(ScanRequest.builder().tableName(TestTable.CONFIG.table()).consistentRead(true)
                        .filterExpression("attribute_exists(dueAt)").build()).items().stream()
                .map(item -> Instant.parse(item.get("dueAt").s())).min(Comparator.naturalOrder());
    }

    private List<ChargingProvider> providers() {
        return List.of(phones, pages);
    }
}
