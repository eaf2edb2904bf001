package africa.paylinks.packaged;

import static africa.paylinks.packaged.Dependency.BUS;
import static africa.paylinks.packaged.Dependency.ENDPOINT;
import static africa.paylinks.packaged.Dependency.FLASHPAY;
import static africa.paylinks.packaged.Dependency.FLOT;
import static africa.paylinks.packaged.Dependency.FLUID;
import static africa.paylinks.packaged.Dependency.FLUTTERWAVE;
import static africa.paylinks.packaged.Dependency.KKIAPAY;
import static africa.paylinks.packaged.Dependency.KOMMO;
import static africa.paylinks.packaged.Dependency.PAYSTACK;
import static africa.paylinks.packaged.Dependency.QUEUE;
import static africa.paylinks.packaged.Dependency.SECRETS;
import static africa.paylinks.packaged.Dependency.TABLE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The events by which each function comes to call each of its dependencies. */
final class Scenarios {

    /**
     * Secrets that a function reads to authenticate its callers, or for capabilities that its events do not use: it never
     * calls the system that they belong to.
     */
    static final Map<String, Set<Dependency>> NEVER_CALLED = Map.of(
            "fluid-webhook", Set.of(FLUID),
            "flashpay-webhook", Set.of(FLASHPAY),
            "paystack-webhook", Set.of(PAYSTACK),
            "kommo-webhook", Set.of(KOMMO),
            "process-buffered-webhooks", Set.of(FLUID, FLASHPAY, PAYSTACK),
            "replay-event", Set.of(FLUID, FLASHPAY, PAYSTACK),
            // Whom to debit is asked by the checkout page.
            "link-page", Set.of(FLUID));

    /** Functions that keep what they read, and read it again at most once a minute for a caller whom they do not know. */
    static final Set<String> SELDOM_CALLED = Set.of("authorize-merchant");

    private static final Map<Dependency, String> CREATIONS = Map.of(
            FLOT, "create-payment-link/momo", FLUID, "create-payment-link/fluid-phone", FLASHPAY, "create-payment-link/bank-transfer",
            FLUTTERWAVE, "create-payment-link/flutterwave", KKIAPAY, "create-payment-link/kkiapay", PAYSTACK, "create-payment-link/paystack");

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
        add("create-payment-link", List.of(TABLE, SECRETS, FLOT), () -> fixture.creation(CREATIONS.get(FLOT)), status(201));
        List.of(FLUID, FLASHPAY, FLUTTERWAVE, PAYSTACK).forEach(provider ->
                add("create-payment-link", List.of(provider), () -> fixture.creation(CREATIONS.get(provider)), status(201)));

        add("get-payment", List.of(TABLE), () -> FaultFixture.about("get-payment/by-id", fixture.payment(CREATIONS.get(FLOT))), status(200));
        add("get-payment", List.of(SECRETS, FLUTTERWAVE), () -> refresh(fixture.payment(CREATIONS.get(FLUTTERWAVE))), status(200));
        List.of(FLOT, FLUID, FLASHPAY, PAYSTACK).forEach(provider ->
                add("get-payment", List.of(provider), () -> refresh(fixture.payment(CREATIONS.get(provider))), status(200)));
        add("get-payment", List.of(KKIAPAY), () -> {
            String id = fixture.payment(CREATIONS.get(KKIAPAY));
            fixture.invoke("checkout-page", returned(id, "tx" + fixture.next()));
            return refresh(id);
        }, status(200));

        add("refund-payment", List.of(TABLE, SECRETS, FLUTTERWAVE), () -> refund(fixture.completed("flutterwave", CREATIONS.get(FLUTTERWAVE))),
                status(201));
        add("refund-payment", List.of(KKIAPAY), () -> refund(fixture.completed("kkiapay", CREATIONS.get(KKIAPAY))), status(201));
        add("refund-payment", List.of(PAYSTACK), () -> refund(fixture.completed("paystack", CREATIONS.get(PAYSTACK))), status(201));
        add("cancel-payment", List.of(TABLE, SECRETS, FLUTTERWAVE),
                () -> FaultFixture.about("cancel-payment/open", fixture.payment(CREATIONS.get(FLUTTERWAVE))), status(200));

        add("provider-info", List.of(SECRETS, FLUID), () -> FaultFixture.parse(FaultFixture.event("provider-info/banks").toString()
                .replace("flashpay", "fluid").replace("/banks", "/balance")), status(200));
        add("provider-info", List.of(PAYSTACK), () -> FaultFixture.parse(FaultFixture.event("provider-info/banks").toString()
                .replace("flashpay", "paystack").replace("/banks", "/balance")), status(200));
        add("provider-info", List.of(FLASHPAY), () -> FaultFixture.event("provider-info/banks"), status(200));

        add("manage-accounts", List.of(TABLE), () -> FaultFixture.parse(FaultFixture.event("manage-accounts/open").toString()
                .replace("customer-42", "customer-42-" + fixture.next())), status(201));
        add("manage-transfers", List.of(TABLE, SECRETS, FLUID), () -> {
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
        add("checkout-page", List.of(TABLE), () -> FaultFixture.about("checkout-page/page", fixture.payment(CREATIONS.get(FLOT))), status(200));
        add("checkout-page", List.of(SECRETS, FLUID), () -> {
            ObjectNode event = FaultFixture.about("checkout-page/pay-nothing-to-debit", fixture.payment("create-payment-link/fluid"));
            return event.put("isBase64Encoded", false).put("body", "phone=%2B233244444444&bank=TST");
        }, status(303));
        List.of(FLUTTERWAVE, PAYSTACK).forEach(provider -> add("checkout-page", List.of(provider),
                () -> FaultFixture.about("checkout-page/page-returned", fixture.payment(CREATIONS.get(provider))), status(200)));
        List.of(FLOT, FLASHPAY).forEach(provider -> add("checkout-page", List.of(provider),
                () -> FaultFixture.about("checkout-page/status", fixture.payment(CREATIONS.get(provider))), status(200)));
        add("checkout-page", List.of(KKIAPAY), () -> returned(fixture.payment(CREATIONS.get(KKIAPAY)), "tx" + fixture.next()), status(200));
    }

    private void webhooks() {
        webhook("flot-webhook", List.of(FLOT), () -> FaultFixture.about("flot-webhook/completed", fixture.paid("flot", CREATIONS.get(FLOT)).id()));
        webhook("fluid-webhook", List.of(), () -> signed(FaultFixture.about("fluid-webhook/completed", fixture.payment(CREATIONS.get(FLUID))),
                "{\"signature\":\"x-fluid-signature\",\"secret\":\"local-fluid-secret\"}"));
        webhook("flashpay-webhook", List.of(), () -> signed(
                FaultFixture.about("flashpay-webhook/success", fixture.payment(CREATIONS.get(FLASHPAY))),
                "{\"timestamp\":\"x-webhook-timestamp\",\"signature\":\"x-webhook-signature\",\"secret\":\"local-flashpay-secret\"}"));
        webhook("paystack-webhook", List.of(), () -> signed(
                FaultFixture.about("paystack-webhook/charge-success", fixture.payment(CREATIONS.get(PAYSTACK))),
                "{\"signature\":\"x-paystack-signature\",\"secret\":\"local-paystack-key\",\"algorithm\":\"HmacSHA512\"}"));
        webhook("flutterwave-webhook", List.of(FLUTTERWAVE), () -> FaultFixture.about("flutterwave-webhook/successful",
                fixture.paid("flutterwave", CREATIONS.get(FLUTTERWAVE)).id()));
        webhook("kkiapay-webhook", List.of(KKIAPAY), () -> fixture.about(fixture.paid("kkiapay", CREATIONS.get(KKIAPAY))));
        add("kommo-webhook", List.of(TABLE, SECRETS, QUEUE), () -> FaultFixture.event("kommo-webhook/form"), status(200));
    }

    /** One that is kept in a queue when it cannot be processed. */
    private void webhook(String function, List<Dependency> providers, Supplier<? extends JsonNode> question) {
        add(function, List.of(TABLE, SECRETS), question, status(200));
        add(function, providers, question, status(200));
        all.add(new Scenario(function, List.of(QUEUE), Set.of(TABLE), fault -> question.get(), status(200)));
    }

    private void queues() {
        add("process-buffered-webhooks", List.of(TABLE, SECRETS, FLOT), () -> FaultFixture.buffered("flot",
                FaultFixture.about("flot-webhook/completed", fixture.paid("flot", CREATIONS.get(FLOT)).id())), failures(0));
        add("process-buffered-webhooks", List.of(FLUTTERWAVE), () -> FaultFixture.buffered("flutterwave", FaultFixture.about(
                "flutterwave-webhook/successful", fixture.paid("flutterwave", CREATIONS.get(FLUTTERWAVE)).id())), failures(0));
        add("process-buffered-webhooks", List.of(KKIAPAY), () -> FaultFixture.buffered("kkiapay",
                fixture.about(fixture.paid("kkiapay", CREATIONS.get(KKIAPAY)))), failures(0));
        add("process-buffered-webhooks", List.of(QUEUE), () -> FaultFixture.event("process-buffered-webhooks/one-of-two-unreadable"),
                failures(1));

        add("kommo-deals", List.of(TABLE, SECRETS, KOMMO, FLUTTERWAVE), fixture::deal, failures(0));
        add("kommo-deals", List.of(QUEUE), () -> FaultFixture.event("kommo-deals/one-of-two-unreadable"), failures(1));

        add("publish-payment-events", List.of(TABLE, BUS), () -> FaultFixture.about("publish-payment-events/created",
                fixture.payment(CREATIONS.get(FLOT))), failures(0));
        add("publish-payment-events", List.of(QUEUE), () -> {
            ObjectNode event = FaultFixture.about("publish-payment-events/created", fixture.payment(CREATIONS.get(FLOT)));
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
        add("replay-event", List.of(TABLE, SECRETS, FLUTTERWAVE), () -> {
            // One that its provider does not confirm yet waits, and is asked about when it is replayed.
            String id = fixture.payment(CREATIONS.get(FLUTTERWAVE));
            fixture.invoke("flutterwave-webhook", FaultFixture.about("flutterwave-webhook/successful", id));
            return replay("payment", id);
        }, answer -> answer.path("webhooks").size() == 1);
        add("replay-event", List.of(FLOT), () -> {
            String id = fixture.payment(CREATIONS.get(FLOT));
            fixture.invoke("flot-webhook", FaultFixture.about("flot-webhook/completed", id));
            return replay("payment", id);
        }, answer -> answer.path("webhooks").size() == 1);
        add("replay-event", List.of(KKIAPAY), () -> {
            FaultFixture.Paid unpaid = new FaultFixture.Paid(fixture.payment(CREATIONS.get(KKIAPAY)), "tx" + fixture.next());
            fixture.invoke("kkiapay-webhook", fixture.about(unpaid));
            return replay("payment", unpaid.id());
        }, answer -> answer.path("webhooks").size() == 1);
        add("replay-event", List.of(BUS), () -> replay("events", fixture.payment(CREATIONS.get(FLOT))),
                answer -> answer.path("events").asInt() > 0);
        add("manage-merchants", List.of(TABLE, SECRETS), () -> FaultFixture.parse(FaultFixture.event("manage-merchants/import").toString()
                .replace("newcomer\"", "newcomer-" + fixture.next() + "\"")), answer -> answer.path("notes").size() == 1);
        add("erase-personal-data", List.of(TABLE), () -> FaultFixture.about("erase-personal-data/payment", fixture.payment(CREATIONS.get(FLOT))),
                answer -> answer.path("open").size() == 1);
        add("replay-event", List.of(QUEUE), () -> replay("deadLetters", "deals"), answer -> answer.has("moveTask"));
    }

    private void links() {
        add("links", List.of(TABLE), fixture::link, status(201));
        add("link-page", List.of(TABLE, SECRETS), () -> fixture.linkPayment(FLUTTERWAVE), Scenarios::hasGoneOn);
        List.of(FLOT, FLASHPAY, FLUTTERWAVE, PAYSTACK).forEach(provider ->
                add("link-page", List.of(provider), () -> fixture.linkPayment(provider), Scenarios::hasGoneOn));
    }

    /** To the provider's page, or to our own. */
    private static boolean hasGoneOn(JsonNode answer) {
        return Set.of(200, 303).contains(answer.path("statusCode").asInt());
    }

    private void subscriptions() {
        add("subscriptions", List.of(TABLE), () -> fixture.subscription(FLUID), status(201));
        List.of(SECRETS, FLOT, FLUID, FLASHPAY, FLUTTERWAVE, PAYSTACK).forEach(dependency ->
                add("subscriptions", List.of(dependency), () -> fixture.unpaidPeriod(dependency == SECRETS ? FLUTTERWAVE : dependency), status(200)));
        add("update-subscriptions", List.of(TABLE), () -> FaultFixture.outcomeOf(fixture.subscribed(FLUID)), failures(0));
        add("update-subscriptions", List.of(QUEUE), () -> FaultFixture.event("update-subscriptions/one-of-two-unreadable"), failures(1));
    }

    /** What the function that charges whatever is due calls, all providers at once. */
    static final List<List<Dependency>> OF_CHARGES = List.of(List.of(TABLE), List.of(SECRETS), List.of(FLOT, FLUID, FLASHPAY), List.of(FLUTTERWAVE, PAYSTACK));

    /** A scenario of that function, in a fixture without other work. */
    static Scenario ofCharges(FaultFixture fixture, List<Dependency> dependencies) {
        return new Scenario("charge-subscriptions", dependencies, Set.of(), fault -> {
            fixture.clearOutages();
            List<Dependency> all = List.of(FLOT, FLUID, FLASHPAY, FLUTTERWAVE, PAYSTACK);
            // A run charges four at a time, and begins nothing once the others have hung for as long as they may.
            all.stream().filter(provider -> dependencies.contains(provider) || Collections.disjoint(all, dependencies)).forEach(fixture::subscribed);
            return FaultFixture.parse("{}");
        }, answer -> answer.path("taken").isInt() && answer.path("failed").asInt(1) == 0);
    }

    /** What the function that looks for work by itself calls, all providers at once. */
    static final List<List<Dependency>> OF_RECONCILIATION = List.of(List.of(TABLE), List.of(SECRETS), List.of(QUEUE),
            List.of(FLOT, FLUID, FLASHPAY, FLUTTERWAVE, KKIAPAY, PAYSTACK));

    /** A scenario of that function, in a fixture without other work. */
    static Scenario ofReconciliation(FaultFixture fixture, List<Dependency> dependencies) {
        Predicate<JsonNode> normal = answer -> answer.path("taken").isInt() && answer.path("failed").asInt(1) == 0;
        Deque<String> ofFluid = new ArrayDeque<>();
        return new Scenario("reconcile-payments", dependencies, Set.of(), fault -> {
                    fixture.clearOutages();
                    CREATIONS.forEach((provider, example) -> {
                        // A run lasts as long as FLUID answers that a payment is still open, which shows nothing about the queue.
                        if (provider == FLUID && dependencies.equals(List.of(QUEUE))) {
                            return;
                        }
                        String id = fixture.payment(example);
                        if (provider == FLUID) {
                            ofFluid.add(id);
                        }
                        if (provider == KKIAPAY) {
                            fixture.invoke("checkout-page", returned(id, "tx" + fixture.next()));
                        }
                        fixture.makeDue(id);
                        fixture.delayDelivery(id);
                    });
                    // About what is still open, FLUID is asked every three seconds for half a minute; undisturbed, that shows nothing new.
                    while (fault == Fault.NONE && !ofFluid.isEmpty()) {
                        fixture.pay("fluid", ofFluid.remove());
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

    private static Predicate<JsonNode> status(int status) {
        return answer -> answer.path("statusCode").asInt() == status;
    }

    private static Predicate<JsonNode> failures(int count) {
        return answer -> answer.path("batchItemFailures").isArray() && answer.path("batchItemFailures").size() == count;
    }

    private static JsonNode refresh(String id) {
        return FaultFixture.with(FaultFixture.about("get-payment/by-id", id), "refresh", "true");
    }

    private static JsonNode returned(String id, String transactionId) {
        return FaultFixture.with(FaultFixture.about("checkout-page/page", id), "transaction_id", transactionId);
    }

    private JsonNode refund(String id) {
        ObjectNode event = FaultFixture.about("refund-payment/not-paid", id);
        event.withObject("/headers").put("idempotency-key", "failure-" + fixture.next());
        return event.put("isBase64Encoded", false).put("body", "{}");
    }

    private static JsonNode signed(ObjectNode event, String how) {
        ExampleEvents.sign(event, FaultFixture.parse(how));
        return event;
    }

    private static JsonNode replay(String kind, String of) {
        return FaultFixture.parse("{\"" + kind + "\":\"" + of + "\"}");
    }
}
