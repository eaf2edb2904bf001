package africa.paylinks.packaged;

import static africa.paylinks.packaged.Dependency.BUS;
import static africa.paylinks.packaged.Dependency.ENDPOINT;
import static africa.paylinks.packaged.Dependency.QUEUE;
import static africa.paylinks.packaged.Dependency.SECRETS;
import static africa.paylinks.packaged.Dependency.TABLE;

import africa.paylinks.DefaultSettings;
import africa.paylinks.kommo.KommoConfig;
import africa.paylinks.provider.BalanceLookup;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.Refunder;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WebhookSource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The events by which each function comes to call each of its dependencies. */
final class Scenarios {

    /**
     * Secrets that a function reads to authenticate its callers, or for capabilities that its events do not use: it never
     * calls the system that they belong to.
     */
    static final Map<String, Set<Dependency>> NEVER_CALLED = neverCalled();

    /** Functions that keep what they read, and read it again at most once a minute for a caller whom they do not know. */
    static final Set<String> SELDOM_CALLED = Set.of("authorize-merchant");

    /** The CRM, and the provider of its payments. */
    private static final Dependency CRM = Dependency.of("kommo");
    private static final Dependency PROVIDER_OF_CRM = Dependency.of(DefaultSettings.of(KommoConfig.class, "paylinks.kommo.provider"));

    /** Whoever comes first where one will do. */
    private static final ExampleProvider FIRST = ExampleProvider.creating().get(0);

    private final FaultFixture fixture;
    private final List<Scenario> all = new ArrayList<>();

    private Scenarios(FaultFixture fixture) {
        this.fixture = fixture;
    }

    static List<Scenario> in(FaultFixture fixture) {
        Scenarios scenarios = new Scenarios(fixture);
        scenarios.api();
        scenarios.checkout();
        scenarios.webhooks();
        scenarios.queues();
        scenarios.byHand();
        scenarios.subscriptions();
        scenarios.links();
        return scenarios.all;
    }

    private void api() {
        addForProviders("create-payment-link", List.of(TABLE, SECRETS), ExampleProvider.creating(),
                provider -> fixture.creation(provider.creation()), status(201));

        add("get-payment", List.of(TABLE), () -> FaultFixture.about("get-payment/by-id", fixture.payment(FIRST.creation())), status(200));
        addForProviders("get-payment", List.of(SECRETS), ExampleProvider.offering(StatusLookup.class), provider -> {
            String id = fixture.payment(provider.creation());
            if (provider.hasWidget()) {
                fixture.invoke("checkout-page", returned(fixture, provider, id));
            }
            return refresh(id);
        }, status(200));

        addForProviders("refund-payment", List.of(TABLE, SECRETS), ExampleProvider.offering(Refunder.class),
                provider -> refund(fixture.completed(provider)), status(201));
        addForProviders("cancel-payment", List.of(TABLE, SECRETS), ExampleProvider.offering(Canceller.class),
                provider -> FaultFixture.about("cancel-payment/open", fixture.payment(provider.creation())), status(200));

        List<ExampleProvider> informing = ExampleProvider.ALL.stream()
                .filter(provider -> provider.provider() instanceof BalanceLookup || provider.provider() instanceof BankDirectory).toList();
        addForProviders("provider-info", List.of(SECRETS), informing, provider -> {
            JsonNode event = FaultFixture.event("provider-info/banks");
            String asked = event.at("/pathParameters/name").asText();
            return FaultFixture.parse(event.toString().replace(asked, provider.name())
                    .replace("/banks", provider.provider() instanceof BalanceLookup ? "/balance" : "/banks"));
        }, status(200));

        add("manage-accounts", List.of(TABLE), () -> FaultFixture.parse(FaultFixture.event("manage-accounts/open").toString()
                .replace("customer-42", "customer-42-" + fixture.next())), status(201));
        addForProviders("manage-transfers", List.of(TABLE, SECRETS), ExampleProvider.offering(CustomerDebit.class), provider -> {
            fixture.invoke("manage-accounts", FaultFixture.event("manage-accounts/open-another"));
            return FaultFixture.parse(FaultFixture.event("manage-transfers/from-phone").toString().replace("transfer-1", "transfer-" + fixture.next()));
        }, status(201));

        add("manage-events", List.of(TABLE), () -> FaultFixture.event("manage-events/search"), status(200));
        add("manage-events", List.of(QUEUE), () -> FaultFixture.event("manage-events/resend-range"), status(202));
        add("manage-webhook-endpoints", List.of(TABLE, SECRETS), () -> FaultFixture.parse(FaultFixture.event("manage-webhook-endpoints/list")
                .toString().replace("\"other\"", "\"shop\"")), status(200));

        add("authorize-merchant", List.of(TABLE), () -> FaultFixture.parse(
                        FaultFixture.event("authorize-merchant/unknown-key").toString().replace("guessed", "guessed-" + fixture.next())),
                answer -> answer.path("isAuthorized").isBoolean() && !answer.path("isAuthorized").asBoolean());
    }

    private void checkout() {
        add("checkout-page", List.of(TABLE), () -> FaultFixture.about("checkout-page/page", fixture.payment(FIRST.creation())), status(200));
        addForProviders("checkout-page", List.of(SECRETS), ExampleProvider.offering(CustomerDebit.class), provider -> {
            ObjectNode event = FaultFixture.about("checkout-page/pay-nothing-to-debit", fixture.payment("create-payment-link/" + provider.name()));
            return event.put("isBase64Encoded", false).put("body", "phone=%2B233244444444&bank=TST");
        }, status(303));
        addForProviders("checkout-page", List.of(), ExampleProvider.offering(StatusLookup.class).stream().filter(provider -> !provider.debits()).toList(), provider -> {
            String id = fixture.payment(provider.creation());
            return provider.hasWidget() ? returned(fixture, provider, id) : FaultFixture.about(provider.examples().check(), id);
        }, status(200));
    }

    private void webhooks() {
        ExampleProvider.offering(WebhookSource.class).forEach(this::webhook);
        add("kommo-webhook", List.of(TABLE, SECRETS, QUEUE), () -> FaultFixture.event("kommo-webhook/form"), status(200));
    }

    /** One that is kept in a queue when it cannot be processed. */
    private void webhook(ExampleProvider provider) {
        Supplier<JsonNode> question = () -> provider.success(provider.sendsHints() ? fixture.paid(provider)
                : new FaultFixture.Paid(fixture.payment(provider.creation()), ""));
        add(provider.webhookFunction(), List.of(TABLE, SECRETS), question, status(200));
        if (ExampleProvider.confirming().contains(provider)) {
            add(provider.webhookFunction(), List.of(provider.dependency()), () -> toBeConfirmed(provider), status(200));
        }
        all.add(new Scenario(provider.webhookFunction(), List.of(QUEUE), Set.of(TABLE), fault -> question.get(), status(200)));
    }

    /** A webhook about which the provider is asked: that a payment is paid, or that it is refunded. */
    private JsonNode toBeConfirmed(ExampleProvider provider) {
        return provider.sendsHints() ? provider.success(fixture.paid(provider))
                : provider.webhook(provider.examples().refund().orElseThrow(), new FaultFixture.Paid(fixture.completed(provider), ""));
    }

    private void queues() {
        addForProviders("process-buffered-webhooks", List.of(TABLE, SECRETS), ExampleProvider.confirming(),
                provider -> FaultFixture.buffered(provider.name(), toBeConfirmed(provider)), failures(0));
        add("process-buffered-webhooks", List.of(QUEUE), () -> FaultFixture.event("process-buffered-webhooks/one-of-two-unreadable"),
                failures(1));

        add("kommo-deals", List.of(TABLE, SECRETS, CRM, PROVIDER_OF_CRM), fixture::deal, failures(0));
        add("kommo-deals", List.of(QUEUE), () -> FaultFixture.event("kommo-deals/one-of-two-unreadable"), failures(1));

        add("publish-payment-events", List.of(TABLE, BUS), () -> FaultFixture.about("publish-payment-events/created",
                fixture.payment(FIRST.creation())), failures(0));
        add("publish-payment-events", List.of(QUEUE), () -> {
            ObjectNode event = FaultFixture.about("publish-payment-events/created", fixture.payment(FIRST.creation()));
            ((ObjectNode) event.at("/Records/0/dynamodb/NewImage")).remove("type");
            return event;
        }, failures(0));

        add("settle-transfers", List.of(TABLE), () -> FaultFixture.event("settle-transfers/payment-completed"), failures(0));

        add("notify-merchant", List.of(TABLE, SECRETS), () -> fixture.eventFor("shop"), failures(0));
        add("notify-merchant", List.of(QUEUE), () -> FaultFixture.event("notify-merchant/unreadable"), failures(0));
        // An endpoint that hangs is left alone for a while: each fault meets an endpoint of its own.
        all.add(new Scenario("notify-merchant", List.of(ENDPOINT), Set.of(), fault -> fixture.eventFor(merchant(fault)), failures(0)));
    }

    private void byHand() {
        addForProviders("replay-event", List.of(TABLE, SECRETS), ExampleProvider.confirming(), provider -> {
            // One that its provider does not confirm yet waits, and is asked about when it is replayed.
            FaultFixture.Paid unpaid = new FaultFixture.Paid(fixture.payment(provider.creation()), "tx" + fixture.next());
            if (provider.sendsHints()) {
                fixture.invoke(provider.webhookFunction(), provider.success(unpaid));
            } else {
                fixture.invoke(provider.webhookFunction(), provider.webhook(provider.examples().refund().orElseThrow(), unpaid));
                fixture.completed(provider, fixture.pay(provider, unpaid.id()));
            }
            return replay("payment", unpaid.id());
        }, answer -> answer.path("webhooks").size() == 1);
        add("replay-event", List.of(BUS), () -> replay("events", fixture.payment(FIRST.creation())),
                answer -> answer.path("events").asInt() > 0);
        add("manage-merchants", List.of(TABLE, SECRETS), () -> FaultFixture.parse(FaultFixture.event("manage-merchants/import").toString()
                .replace("newcomer\"", "newcomer-" + fixture.next() + "\"")), answer -> answer.path("notes").size() == 1);
        add("erase-personal-data", List.of(TABLE), () -> FaultFixture.about("erase-personal-data/payment", fixture.payment(FIRST.creation())),
                answer -> answer.path("open").size() == 1);
        add("replay-event", List.of(QUEUE), () -> replay("deadLetters", "deals"), answer -> answer.has("moveTask"));
    }

    private void links() {
        add("links", List.of(TABLE), () -> fixture.link(FIRST), status(201));
        addForProviders("link-page", List.of(TABLE, SECRETS), ExampleProvider.creating().stream().filter(provider -> !provider.debits()).toList(),
                fixture::linkPayment, Scenarios::hasGoneOn);
    }

    /** To the provider's page, or to our own. */
    private static boolean hasGoneOn(JsonNode answer) {
        return Set.of(200, 303).contains(answer.path("statusCode").asInt());
    }

    private void subscriptions() {
        add("subscriptions", List.of(TABLE), () -> fixture.subscription(FIRST), status(201));
        addForProviders("subscriptions", List.of(SECRETS), ExampleProvider.creating(), fixture::unpaidPeriod, status(200));
        add("update-subscriptions", List.of(TABLE), () -> FaultFixture.outcomeOf(fixture.subscribed(FIRST)), failures(0));
        add("update-subscriptions", List.of(QUEUE), () -> FaultFixture.event("update-subscriptions/one-of-two-unreadable"), failures(1));
    }

    /** What the function that charges whatever is due calls: the table, the secrets, and the providers, three at once. */
    static List<List<Dependency>> ofCharges() {
        List<Dependency> providers = dependencies(ExampleProvider.creating());
        List<List<Dependency>> groups = new ArrayList<>(List.of(List.of(TABLE), List.of(SECRETS)));
        for (int i = 0; i < providers.size(); i += 3) {
            groups.add(providers.subList(i, Math.min(i + 3, providers.size())));
        }
        return groups;
    }

    /** A scenario of that function, in a fixture without other work. */
    static Scenario ofCharges(FaultFixture fixture, List<Dependency> dependencies) {
        return new Scenario("charge-subscriptions", dependencies, Set.of(), fault -> {
            fixture.clearOutages();
            List<ExampleProvider> all = ExampleProvider.creating();
            // A run charges four at a time, and begins nothing once the others have hung for as long as they may.
            all.stream().filter(provider -> dependencies.contains(provider.dependency()) || Collections.disjoint(dependencies(all), dependencies))
                    .forEach(fixture::subscribed);
            return FaultFixture.parse("{}");
        }, answer -> answer.path("taken").isInt() && answer.path("failed").asInt(1) == 0);
    }

    /** What the function that looks for work by itself calls, all providers at once. */
    static List<List<Dependency>> ofReconciliation() {
        return List.of(List.of(TABLE), List.of(SECRETS), List.of(QUEUE), dependencies(ExampleProvider.offering(StatusLookup.class)));
    }

    /** A scenario of that function, in a fixture without other work. */
    static Scenario ofReconciliation(FaultFixture fixture, List<Dependency> dependencies) {
        Predicate<JsonNode> normal = answer -> answer.path("taken").isInt() && answer.path("failed").asInt(1) == 0;
        Deque<Runnable> debits = new ArrayDeque<>();
        return new Scenario("reconcile-payments", dependencies, Set.of(), fault -> {
                    fixture.clearOutages();
                    for (ExampleProvider provider : ExampleProvider.offering(StatusLookup.class)) {
                        // A run lasts as long as the provider answers that a debit is still open, which shows nothing about the queue.
                        if (provider.debits() && dependencies.equals(List.of(QUEUE))) {
                            continue;
                        }
                        String id = fixture.payment(provider.creation());
                        if (provider.debits()) {
                            debits.add(() -> fixture.pay(provider, id));
                        }
                        if (provider.hasWidget()) {
                            fixture.invoke("checkout-page", returned(fixture, provider, id));
                        }
                        fixture.makeDue(id);
                        fixture.delayDelivery(id);
                    }
                    // About a debit that is still open, its provider is asked every three seconds for half a minute; undisturbed, that shows nothing new.
                    while (fault == Fault.NONE && !debits.isEmpty()) {
                        debits.remove().run();
                    }
                    return FaultFixture.parse("{}");
                }, normal);
    }

    static String merchant(Fault fault) {
        return "merchant-" + fault.ordinal();
    }

    private void add(String function, List<Dependency> dependencies, Supplier<? extends JsonNode> question,
            Predicate<JsonNode> normal) {
        dependencies.forEach(dependency -> all.add(new Scenario(function, List.of(dependency), Set.of(),
                fault -> question.get(), normal)));
    }

    /** Adds what all providers share, which the first stands for, and a scenario for each. */
    private void addForProviders(String function, List<Dependency> shared, List<ExampleProvider> providers,
            Function<ExampleProvider, ? extends JsonNode> question, Predicate<JsonNode> normal) {
        add(function, shared, () -> question.apply(providers.get(0)), normal);
        providers.forEach(provider -> add(function, List.of(provider.dependency()), () -> question.apply(provider), normal));
    }

    private static List<Dependency> dependencies(List<ExampleProvider> providers) {
        return providers.stream().map(ExampleProvider::dependency).toList();
    }

    private static Map<String, Set<Dependency>> neverCalled() {
        Map<String, Set<Dependency>> never = new HashMap<>();
        List<ExampleProvider> proving = ExampleProvider.proving();
        proving.forEach(provider -> never.put(provider.webhookFunction(), Set.of(provider.dependency())));
        never.put("process-buffered-webhooks", Set.copyOf(dependencies(proving)));
        never.put("replay-event", Set.copyOf(dependencies(proving)));
        never.put("kommo-webhook", Set.of(Dependency.of("kommo")));
        // Whom to debit is asked by the checkout page.
        never.put("link-page", Set.copyOf(dependencies(ExampleProvider.offering(CustomerDebit.class))));
        return never;
    }

    private static Predicate<JsonNode> status(int status) {
        return answer -> answer.path("statusCode").asInt() == status;
    }

    private static Predicate<JsonNode> failures(int count) {
        return answer -> answer.path("batchItemFailures").isArray() && answer.path("batchItemFailures").size() == count;
    }

    private static JsonNode refresh(String id) {
        return FaultFixture.with(FaultFixture.about("get-payment/by-id", id), "refresh", "true");
    }

    /** The customer comes back from the widget, with the transaction's id. */
    private static JsonNode returned(FaultFixture fixture, ExampleProvider provider, String id) {
        return FaultFixture.with(FaultFixture.about(provider.examples().check(), id), "transaction_id", "tx" + fixture.next());
    }

    private JsonNode refund(String id) {
        ObjectNode event = FaultFixture.about("refund-payment/not-paid", id);
        event.withObject("/headers").put("idempotency-key", "failure-" + fixture.next());
        return event.put("isBase64Encoded", false).put("body", "{}");
    }

    private static JsonNode replay(String kind, String of) {
        return FaultFixture.parse("{\"" + kind + "\":\"" + of + "\"}");
    }
}
