package africa.paylinks.kommo;

import africa.paylinks.AdjustableClock;
import africa.paylinks.CrashPoint;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoLeaseStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.kommo.KommoSandbox;
import africa.paylinks.local.sandbox.kommo.KommoTiming;
import africa.paylinks.local.sandbox.kommo.KommoWebhooks;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.TestHttp;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueuedMessage;
import africa.paylinks.refund.LinkCloser;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Kommo as the sandbox plays it, real stores, a played provider, and workers that can be killed. */
final class DealFixture implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static final long INVOICE = 47873533;
    static final long WON = 142;
    static final long LOST = 143;
    static final long ACCOUNT = 29013640;

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final LocalServer server = LocalServer.open(kept, "sandbox", 0);
    private final PaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final ProviderHttp providerHttp = TestHttp.SHARED;

    final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    final FakeHostedPageProvider provider = new FakeHostedPageProvider();
    /** How long each message that was not done stays away. */
    final List<Duration> redeliveries = new CopyOnWriteArrayList<>();
    final Settings settings = new Settings();
    final long lead = ThreadLocalRandom.current().nextLong(1_000_000, 9_000_000_000L);

    DealFixture() {
        // A second passes between any two requests, so that the rate limit is not what these tests wait for.
        Clock hurried = new Clock() {
            private final AtomicLong seconds = new AtomicLong(SamplePayments.NOW.getEpochSecond());

            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(seconds.incrementAndGet());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        KommoWebhooks webhooks = new KommoWebhooks(kept, () -> URI.create("http://localhost:1/"), KommoTiming.acceleratedBy(600), hurried);
        server.answerWith(new Sandbox(List.of(new KommoSandbox(url() + "/kommo", () -> "the-access-token", new Orders(kept, "kommo"), webhooks, hurried)), List.of()));
    }

    private String url() {
        return "http://localhost:" + server.port();
    }

    // What a seller does and sees

    void seller(String json) {
        control("POST", "/leads/" + lead, json);
    }

    void injectFault(String json) {
        control("POST", "", json);
    }

    void delete() {
        control("DELETE", "/leads/" + lead, "");
    }

    /** Puts the deal into the invoice stage with an amount and an email address. */
    void dealToInvoice(long price) {
        seller("{'status_id':" + INVOICE + ",'price':" + price + ",'email':'ada@example.com','phone':'+234 801 234-5678','webhook':'none'}");
    }

    long stage() {
        return deal().path("status_id").longValue();
    }

    List<String> notes() {
        List<String> texts = new ArrayList<>();
        deal().path("notes").forEach(note -> texts.add(note.path("text").asText()));
        return texts;
    }

    int calls(String operation) {
        return deal().path("calls").path(operation).intValue();
    }

    JsonValue deal() {
        return control("GET", "/leads/" + lead, "");
    }

    private JsonValue control(String method, String path, String json) {
        try {
            HttpResponse<byte[]> response = HTTP.send(HttpRequest.newBuilder(URI.create(url() + "/_control/kommo" + path))
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"'))).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new AssertionError(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
            return Json.readObject(response.body()).orElseThrow();
        } catch (java.io.IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    // What comes to a worker

    StageChange change(String moment) {
        return new StageChange(lead, INVOICE, moment, true, clock.instant());
    }

    QueuedMessage message(StageChange change) {
        return message(change.message(ACCOUNT), 1);
    }

    QueuedMessage eventMessage(String type, String paymentId) {
        JsonObject event = Json.object().put("detail-type", type);
        event.putObject("detail").putObject("payment").put("id", paymentId);
        return message(Json.write(event), 1);
    }

    static QueuedMessage message(String body, int attempt) {
        return new QueuedMessage("message-" + ThreadLocalRandom.current().nextLong(), "receipt", body,
                Map.of("ApproximateReceiveCount", Integer.toString(attempt)));
    }

    /** Works a message off, by a worker that lives. */
    boolean isDone(QueuedMessage message) {
        return worker(CrashPoint.never()).process(List.of(message)).isEmpty();
    }

    /** A worker of its own process, which the cut kills. */
    DealQueueConsumer worker(CrashPoint cut) {
        KommoAccount account = new KommoAccount(settings);
        Secrets secrets = new Secrets(vault(), clock, Duration.ofMinutes(5));
        PaymentStore paymentStore = cut.between(PaymentStore.class, payments);
        IdempotencyStore idempotency = cut.between(IdempotencyStore.class,
                new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS));
        LeaseStore progress = cut.between(LeaseStore.class,
                new DynamoLeaseStore(TestTable.client(), TestTable.CONFIG, clock, SamplePayments.IDS));
        ProviderRegistry providers = new ProviderRegistry(List.of(outside(cut)));
        LinkCloser closing = new LinkCloser(paymentStore, providers,
                new StatusCheck(paymentStore, new DynamoReportedTransactions(TestTable.client(), TestTable.CONFIG), providers, clock, RecordedMetrics.checked()), clock);
        KommoClient kommo = new KommoClient(account, settings, secrets, (method, uri, headers, body, timeout) -> {
            try {
                return cut.around(() -> providerHttp.send(method, uri, headers, body, timeout));
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Exception impossible) {
                throw new AssertionError(impossible);
            }
        });
        DealNotes notes = new DealNotes(kommo);
        DealStore files = new DealStore(progress, account);
        return new DealQueueConsumer(
                new DealInvoicer(settings, account, kommo, files, notes,
                        new LinkCreation(idempotency, paymentStore, providers, new Routing(Optional::empty, providers), SamplePayments.IDS,
                                clock, new Links(), merchant -> Optional.empty(), RecordedMetrics.checked()), closing, paymentStore,
                        SamplePayments.IDS, clock),
                new DealCloser(settings, kommo, files, notes, closing, paymentStore), new Queue(), account, settings, clock);
    }

    /** The provider, asked by way of the cut. */
    private Provider outside(CrashPoint cut) {
        return (Provider) Proxy.newProxyInstance(Provider.class.getClassLoader(),
                new Class<?>[] {LinkCreator.class, Canceller.class, StatusLookup.class}, (proxy, method, arguments) -> {
                    if (!List.of("createLink", "cancel", "lookUp").contains(method.getName())) {
                        return method.invoke(provider, arguments);
                    }
                    return cut.around(() -> {
                        try {
                            return method.invoke(provider, arguments);
                        } catch (InvocationTargetException thrown) {
                            throw (Exception) thrown.getCause();
                        }
                    });
                });
    }

    private static SecretVault vault() {
        return (system, version) -> Optional.of(new SecretDocument(Json.object().put("accessToken", "the-access-token")))
                .filter(any -> system.equals("kommo") && version == SecretVault.Version.CURRENT);
    }

    // What became of payments

    /** The deal's payments, oldest first. */
    List<Payment> links() {
        List<Payment> found = new ArrayList<>(payments.search(new PaymentSearch("kommo", Optional.of("lead-" + lead), Optional.empty(),
                Optional.empty(), Optional.empty(), 100, Optional.empty())).payments());
        found.sort(java.util.Comparator.comparing(payment -> payment.terms().createdAt()));
        return found.stream().map(payment -> payments.find(payment.id()).orElseThrow()).toList();
    }

    void raise(Payment payment, PaymentStatus status) {
        Optional<Failure> failure = Optional.of(new Failure("insufficient-funds", "There is not enough money in the account."))
                .filter(any -> status == PaymentStatus.FAILED);
        Optional<Money> paid = Optional.of(payment.terms().amount()).filter(any -> status == PaymentStatus.COMPLETED);
        payments.raise(new StatusEvent(payment.id(), "flutterwave", status, Cause.WEBHOOK, clock.instant(), paid,
                Optional.of("288200108").filter(any -> paid.isPresent()), failure,
                paid.isPresent() ? Map.of("paymentType", "mobilemoneygh", "flwRef", "FLW-MOCK-1") : Map.of()));
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Queue implements MessageQueue {

        @Override
        public void send(String queue, List<String> bodies) {
            throw new AssertionError("workers send nothing");
        }

        @Override
        public void sendLater(String queue, String body, Duration delay) {
            throw new AssertionError("workers send nothing");
        }

        @Override
        public void redeliver(String queue, String receiptHandle, Duration delay) {
            redeliveries.add(delay);
        }
    }

    private static final class Links implements LinkConfig {

        @Override
        public String stage() {
            return "prod";
        }

        @Override
        public Optional<URI> publicUrl() {
            return Optional.of(URI.create("https://pay.shop.example"));
        }

        @Override
        public Duration linkLife() {
            return Duration.ofHours(24);
        }
    }

    /** The settings, some of which a test changes. */
    final class Settings implements KommoConfig {

        String currency = "USD";
        OptionalLong invoiceStatus = OptionalLong.of(INVOICE);
        Optional<String> host = Optional.empty();

        @Override
        public Optional<String> host() {
            return host;
        }

        @Override
        public Optional<URI> baseUrl() {
            return Optional.of(URI.create(url() + "/kommo/api/v4"));
        }

        @Override
        public OptionalLong accountId() {
            return OptionalLong.of(ACCOUNT);
        }

        @Override
        public OptionalLong invoiceStatusId() {
            return invoiceStatus;
        }

        @Override
        public long wonStatusId() {
            return WON;
        }

        @Override
        public long lostStatusId() {
            return LOST;
        }

        @Override
        public String notesPath() {
            return "/leads/notes";
        }

        @Override
        public String currency() {
            return currency;
        }

        @Override
        public String provider() {
            return "flutterwave";
        }

        @Override
        public String merchant() {
            return "kommo";
        }

        @Override
        public Optional<String> queueUrl() {
            return Optional.of("https://sqs.example/deals");
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration requestInterval() {
            return Duration.ZERO;
        }

        @Override
        public Duration pauseWhenBlocked() {
            return Duration.ofMinutes(15);
        }
    }
}
