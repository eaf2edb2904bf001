package africa.paylinks.reusablelink;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReusableLinkStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.merchant.BrandingStore;
import africa.paylinks.merchant.Brandings;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
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
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.reusablelink.LinkPaymentService.Made;
import africa.paylinks.reusablelink.LinkPaymentService.Outcome;
import africa.paylinks.routing.Routing;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Reusable links over a real table, with two played providers: one that has pages and one that debits phones. */
public final class ReusableLinkFixture {

    public final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-11-29T07:00:00Z"));
    private final TestTable.Empty table = TestTable.empty();
    public final DynamoPaymentStore payments = new DynamoPaymentStore(table.client(), table.config());
    public final ReusableLinkStore store = new DynamoReusableLinkStore(table.client(), table.config(), clock, SamplePayments.IDS);
    public final BrandingStore brandingStore = new DynamoBrandingStore(table.client(), table.config());
    public final Brandings brandings = new Brandings(brandingStore, clock);
    public final PageProvider pages = new PageProvider();
    private final DebitingProvider debiting = new DebitingProvider();
    private final ProviderRegistry providers = new ProviderRegistry(List.of(pages, debiting));
    private final LinkCreation creation = new LinkCreation(
            new DynamoIdempotencyStore(table.client(), table.config(), clock, SamplePayments.IDS), payments, providers,
            new Routing(() -> Optional.of("NGN=pages"), providers), SamplePayments.IDS, clock, new Links(), merchant -> Optional.empty(),
            RecordedMetrics.checked());
    private final ReusableLinksFunction function = new ReusableLinksFunction(
            new ReusableLinkService(store, payments, creation, providers, SamplePayments.IDS, clock, new Links()));
    public final LinkSettlement settlement = new LinkSettlement(store, payments, clock);
    public final LinkPaymentService service = new LinkPaymentService(store, settlement, payments, creation, providers, link -> Optional.empty(),
            () -> Duration.ofHours(1), clock);

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

    /** The store whose first updates conflict with another transaction, after their requests were built. */
    ReusableLinkStore conflicting(int times) {
        int[] left = {times};
        DynamoDbClient real = table.client();
        DynamoDbClient client = (DynamoDbClient) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("updateItem") && left[0]-- > 0) {
                        UpdateItemRequest.builder().applyMutation(builds(arguments[0])).build();
                        throw TransactionConflictException.builder().message("Played: a transaction has it").build();
                    }
                    return method.invoke(real, arguments);
                });
        return new DynamoReusableLinkStore(client, table.config(), clock, SamplePayments.IDS);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<UpdateItemRequest.Builder> builds(Object argument) {
        return (Consumer<UpdateItemRequest.Builder>) argument;
    }

    // What a merchant does

    /** The body of a creation with these fields instead of the usual ones; an empty value removes a field. */
    public static String body(Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(Map.of("provider", "\"pages\"", "amount", "\"50.00\"", "currency", "\"NGN\""));
        all.putAll(fields);
        List<String> members = new ArrayList<>();
        all.forEach((name, value) -> {
            if (!value.isEmpty()) {
                members.add("\"" + name + "\":" + value);
            }
        });
        return "{" + String.join(",", members) + "}";
    }

    public ReusableLink link(Map<String, String> fields) {
        ApiResponse answer = call("shop", "POST", "", body(fields));
        if (answer.status() != 201) {
            throw new AssertionError(answer.body());
        }
        return store.find(json(answer).path("id").asText()).orElseThrow();
    }

    public ApiResponse call(String merchant, String method, String path, String body) {
        return call(merchant, method, path, body, UUID.randomUUID().toString());
    }

    /** Answers as the function does, with the path after {@code /links}. */
    ApiResponse call(String merchant, String method, String path, String body, String key) {
        String[] parts = path.split("[?]", 2);
        String[] segments = parts[0].split("/");
        Map<String, String> query = new HashMap<>();
        if (parts.length > 1) {
            for (String pair : parts[1].split("&")) {
                query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        try {
            return function.answer(new ApiRequest(method, "/links" + parts[0], segments.length > 1 ? Map.of("id", segments[1]) : Map.of(), query,
                    Map.of("idempotency-key", key), body.getBytes(StandardCharsets.UTF_8), "api.example",
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

    public static List<String> pointers(ApiResponse answer) {
        return json(answer).path("errors").values().map(error -> error.path("pointer").asText()).toList();
    }

    // What customers do

    public static String token() {
        return SamplePayments.IDS.randomText();
    }

    public Outcome pay(ReusableLink link, String token) {
        return service.pay(store.find(link.id()).orElseThrow(), token, order(link, Optional.empty()), "api.example");
    }

    public static LinkOrder order(ReusableLink link, Optional<String> note) {
        return new LinkOrder(link.terms().price().fixed().orElse(new Money(5000, "NGN")), 1, Customer.UNKNOWN, note);
    }

    /** A payment that a new customer begins. */
    public Payment begin(ReusableLink link) {
        return ((Made) pay(link, token())).payment();
    }

    public LinkCounts counts(ReusableLink link) {
        return store.find(link.id()).orElseThrow().counts();
    }

    /** A payment changes, and the stream reports it. */
    public void end(String paymentId, PaymentStatus status) {
        raise(paymentId, status);
        settlement.settle(paymentId);
    }

    /** A payment changes, and nothing reports it. */
    public void raise(String paymentId, PaymentStatus status) {
        Payment payment = payments.find(paymentId).orElseThrow();
        payments.raise(new StatusEvent(paymentId, payment.terms().provider(), status, status == PaymentStatus.EXPIRED ? Cause.EXPIRY : Cause.WEBHOOK,
                clock.instant().truncatedTo(ChronoUnit.MILLIS), Optional.empty(), Optional.empty(),
                Optional.of(new Failure("payment-failed", "It failed.")).filter(any -> status == PaymentStatus.FAILED), Map.of(), Set.of(),
                WithoutAmount.MEANS_AMOUNT_DUE));
    }

    /** A played provider with pages of its own. */
    public static final class PageProvider implements LinkCreator {

        /** The references of all calls, in order. */
        public final List<PaymentTerms> calls = Collections.synchronizedList(new ArrayList<>());
        public volatile Function<PaymentTerms, Outcome> answers = terms -> created(terms);

        public static Outcome created(PaymentTerms terms) {
            return new Created(Optional.of("https://pages.example/" + terms.id()), Optional.empty(), Optional.empty(), Optional.empty());
        }

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
            return Set.of("NGN", "XOF");
        }

        @Override
        public Optional<Objection> objection(PaymentTerms terms) {
            return terms.method() == PaymentMethod.CARD && terms.amount().minor() > 100_000_000 && terms.customer().email().isEmpty()
                    ? Optional.of(new Objection("/customer/email", "Large amounts need an email address."))
                    : Optional.empty();
        }

        @Override
        public Outcome createLink(PaymentTerms terms, PublicAddress address) {
            calls.add(terms);
            return answers.apply(terms);
        }
    }

    /** A played provider that debits phones. */
    private static final class DebitingProvider implements CustomerDebit {

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
            if (terms.customer().phone().isPresent()) {
                throw new AssertionError("A phone is debited without the checkout page's limits");
            }
            return new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
            throw new AssertionError("Not by a link");
        }
    }
}
