package africa.paylinks.subscription;

import africa.paylinks.CrashPoint;
import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoDueIndex;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoOutageStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoSubscriptionStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.DueIndex;
import africa.paylinks.payment.DueItem;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StatusEvent.WithoutAmount;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.OutageStore;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.routing.Routing;
import africa.paylinks.simulation.StoreClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Subscriptions over a real table, with two played providers: one that debits phones and one that has pages. */
public final class SubscriptionFixture {

    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
    private static final Set<Integer> SHARDS = IntStream.range(0, DueIndex.SHARDS).boxed().collect(Collectors.toUnmodifiableSet());

    public final AdjustableClock clock;
    private final TestTable.Empty table;
    private final Runnable settle;
    public final DynamoPaymentStore payments;
    public final DynamoDueIndex index;
    public final DebitingProvider debiting = new DebitingProvider();
    private final PageProvider pages = new PageProvider();
    private final ProviderRegistry providers = new ProviderRegistry(List.of(debiting, pages));
    private final DebitPolicy debits = new DebitPolicy(providers);
    public final OutageStore outages;
    public final SubscriptionStore store;
    public final SubscriptionCharging charging;
    private final SubscriptionsFunction function;
    private final SubscriptionLookup lookup;
    private final SubscriptionCreation creation;
    private final SubscriptionCommands commands;

    public SubscriptionFixture(Instant now) {
        this(new AdjustableClock(now), TestTable.empty());
    }

    public SubscriptionFixture(AdjustableClock clock, TestTable.Empty table) {
        this(clock, table, TestTable::settle);
    }

    /** Over a table without HTTP, for tests that make very many calls. */
    public static SubscriptionFixture inProcess(Instant now) {
        DynamoDbClient client = StoreClient.inProcess();
        return new SubscriptionFixture(new AdjustableClock(now), new TestTable.Empty(client, TestTable.CONFIG), () -> StoreClient.settle(client));
    }

    private SubscriptionFixture(AdjustableClock clock, TestTable.Empty table, Runnable settle) {
        this.settle = settle;
        this.clock = clock;
        this.table = table;
        payments = new DynamoPaymentStore(table.client(), table.config());
        index = new DynamoDueIndex(table.client(), table.config());
        outages = new DynamoOutageStore(table.client(), table.config());
        store = new DynamoSubscriptionStore(table.client(), table.config(), clock, SamplePayments.IDS);
        charging = charging(store, new DynamoIdempotencyStore(table.client(), table.config(), clock, SamplePayments.IDS));
        lookup = new SubscriptionLookup(store, clock);
        creation = new SubscriptionCreation(store, links(idempotency()), debits, providers, SamplePayments.IDS, clock);
        commands = new SubscriptionCommands(lookup, new SubscriptionUpdater(store, clock), charging, creation, clock);
        function = new SubscriptionsFunction(creation, lookup, commands, charging);
    }

    public IdempotencyStore idempotency() {
        return new DynamoIdempotencyStore(table.client(), table.config(), clock, SamplePayments.IDS);
    }

    /** Charging whose calls to the stores a test can end. */
    public SubscriptionCharging charging(SubscriptionStore subscriptions, IdempotencyStore keys) {
        return new SubscriptionCharging(new SubscriptionUpdater(subscriptions, clock), links(keys), payments, debits, clock);
    }

    private LinkCreation links(IdempotencyStore keys) {
        return new LinkCreation(keys, payments, providers, new Routing(() -> Optional.of("GHS=debiting"), providers), SamplePayments.IDS,
                clock, new Links(), merchant -> Optional.empty(), RecordedMetrics.checked());
    }

    private record Links() implements LinkConfig {

        @Override
        public String stage() {
            return "prod";
        }

        @Override
        public Optional<URI> publicUrl() {
            return Optional.of(URI.create("https://pay.example"));
        }

        @Override
        public Duration linkLife() {
            return Duration.ofHours(24);
        }
    }

    // What a merchant does

    /** A subscription with these fields instead of the usual ones. */
    JsonValue subscribe(Map<String, String> fields) {
        return json(call("shop", "POST", "", body(fields)));
    }

    public static String body(Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(Map.of("provider", "\"debiting\"", "amount", "\"50.00\"", "currency", "\"GHS\"",
                "interval", "\"month\"", "customer", "{\"id\":\"customer-42\",\"phone\":\"+233241234567\"}"));
        all.putAll(fields);
        List<String> members = new ArrayList<>();
        all.forEach((name, value) -> {
            if (!value.isEmpty()) {
                members.add("\"" + name + "\":" + value);
            }
        });
        return "{" + String.join(",", members) + "}";
    }

    public ApiResponse call(String merchant, String method, String path, String body) {
        return call(merchant, method, path, body, UUID.randomUUID().toString());
    }

    /** Answers as the function does, with the path after {@code /subscriptions}. */
    ApiResponse call(String merchant, String method, String path, String body, String key) {
        String[] parts = path.split("[?]", 2);
        String[] segments = parts[0].split("/");
        Map<String, String> parameters = new HashMap<>();
        if (segments.length > 1) {
            parameters.put("id", segments[1]);
        }
        if (segments.length > 3) {
            parameters.put("date", segments[3]);
        }
        Map<String, String> query = new HashMap<>();
        if (parts.length > 1) {
            for (String pair : parts[1].split("&")) {
                query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        try {
            return function.answer(new ApiRequest(method, "/subscriptions" + parts[0], parameters, query, Map.of("idempotency-key", key),
                    body.getBytes(StandardCharsets.UTF_8), "api.example",
                    Optional.of(new ApiRequest.Caller(merchant, Set.of("read", "write")))));
        } catch (ProblemException problem) {
            return problem.problem().toResponse();
        }
    }

    JsonValue get(String path) {
        return json(call("shop", "GET", path, ""));
    }

    public static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    public String status(String id) {
        return get("/" + id).path("status").asText();
    }

    /** Statuses of the periods, as in {@code 2026-12-01 PAID}. */
    public List<String> periods(String id) {
        return store.periods(id).stream().map(period -> period.date() + " " + period.status()).toList();
    }

    /** Types of the events without the prefix. */
    public List<String> events(String id) {
        return store.events(id).stream().map(event -> event.type().replace("subscription.", "")).toList();
    }

    // What time and the provider do

    /** Moves the clock forward, and processes subscriptions exactly when they are due. */
    public void runUntil(String time) {
        runUntil(Instant.parse(time));
    }

    void runUntil(Instant end) {
        // An item stays in its shard, so that the others are read again only before the end.
        Set<Integer> shards = SHARDS;
        for (int steps = 0; steps < 5000; steps++) {
            Map<Integer, List<DueItem>> due = due(shards);
            Optional<DueItem> next = due.values().stream().flatMap(List::stream).min(Comparator.comparing(DueItem::at))
                    .filter(item -> !item.at().isAfter(end));
            if (next.isPresent()) {
                advanceTo(next.get().at());
                process(next.get());
                shards = due.keySet();
            } else if (shards.equals(SHARDS)) {
                advanceTo(end);
                return;
            } else {
                shards = SHARDS;
            }
        }
        throw new IllegalStateException("It does not come to rest");
    }

    /** Processes what is due now. */
    public void run() {
        runUntil(clock.instant());
    }

    private void process(DueItem item) {
        Optional<Instant> again = charging.process(((DueItem.OfSubscription) item.subject()).subscriptionId());
        again.ifPresentOrElse(at -> index.release(item, at), () -> index.settle(item));
    }

    public List<DueItem> due() {
        return due(SHARDS).values().stream().flatMap(List::stream).toList();
    }

    /** The items of those shards that have any. */
    private Map<Integer, List<DueItem>> due(Set<Integer> shards) {
        settle();
        Map<Integer, List<DueItem>> due = new TreeMap<>();
        shards.forEach(shard -> due.put(shard, index.page(DueItem.OfSubscription.PROVIDER, shard, FAR, 1000, Optional.empty())));
        due.values().removeIf(List::isEmpty);
        return due;
    }

    /** Waits until the due index shows what was written until now. */
    public void settle() {
        settle.run();
    }

    private void advanceTo(Instant at) {
        Duration left = Duration.between(clock.instant(), at);
        if (!left.isNegative()) {
            clock.advance(left);
        }
    }

    Payment payment(String reference) {
        return payments.find(reference).orElseThrow();
    }

    /** The payment ends, and its event arrives. */
    public void end(String reference, PaymentStatus status, String failure) {
        raise(reference, status, failure);
        charging.settle(reference);
    }

    void raise(String reference, PaymentStatus status, String failure) {
        Payment payment = payment(reference);
        payments.raise(new StatusEvent(reference, payment.terms().provider(), status, Cause.WEBHOOK,
                clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.empty(), Optional.empty(),
                Optional.of(new Failure(failure, "It failed.")).filter(any -> status == PaymentStatus.FAILED), Map.of(), Set.of(),
                WithoutAmount.MEANS_AMOUNT_DUE));
    }

    /** A played provider that debits phones. */
    public static final class DebitingProvider implements CustomerDebit {

        /** The references of all calls, in order. */
        public final List<String> calls = Collections.synchronizedList(new ArrayList<>());
        public volatile Function<PaymentTerms, Outcome> answers = terms -> accepted();

        public static Outcome accepted() {
            return new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("debit-" + UUID.randomUUID()));
        }

        /** The same from a call that a crash may precede or follow. */
        public static Outcome accepted(CrashPoint crash) {
            try {
                return crash.around(DebitingProvider::accepted);
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public String name() {
            return "debiting";
        }

        @Override
        public List<PaymentMethod> methods() {
            return List.of(PaymentMethod.MOMO);
        }

        @Override
        public Set<String> currencies() {
            return Set.of("GHS");
        }

        @Override
        public boolean needsBank() {
            return false;
        }

        @Override
        public Outcome createLink(PaymentTerms terms, PublicAddress address) {
            return startDebit(terms, terms.customer().phone().orElseThrow(), Optional.empty(), address);
        }

        @Override
        public Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
            calls.add(terms.id());
            return answers.apply(terms);
        }
    }

    /** A played provider with pages of its own. */
    private static final class PageProvider implements LinkCreator {

        @Override
        public String name() {
            return "pages";
        }

        @Override
        public List<PaymentMethod> methods() {
            return List.of(PaymentMethod.CARD);
        }

        @Override
        public Set<String> currencies() {
            return Set.of("NGN");
        }

        @Override
        public Outcome createLink(PaymentTerms terms, PublicAddress address) {
            return new Created(Optional.of("https://pages.example/" + terms.id()), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }
}
