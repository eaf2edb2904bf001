package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Background;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.InjectedFault;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Outcome;
import africa.paylinks.local.sandbox.PaymentControl;
import africa.paylinks.local.sandbox.Refusal;
import africa.paylinks.local.sandbox.RetryPolicy;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.Webhooks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Simulates Flashpay: each payment intent has its own account, a bank app transfers any amount, intents expire, and a signed webhook is sent up to four times.
 *
 * <p>Where Flashpay documents nothing, the sandbox is lenient: a repeated reference gets its existing intent, transfers to the same account add up, and a
 * cancelled payment is an expired intent.
 */
public final class FlashpaySandbox implements SandboxSystem, PaymentControl.Provider {

    static final String OPEN = "OPEN";
    static final String SUCCESS = "SUCCESS";
    static final String FAILED = "FAILED";
    static final String EXPIRED = "EXPIRED";
    static final String REVERSED = "REVERSED";

    /** Webhooks spell success differently from the API. */
    private static final String SUCCESSFUL = "SUCCESSFUL";
    private static final String PAYMENTS = "/api/v1/payment";
    private static final String OLDER_PAYMENTS = "/api/v1/payment/payments";
    private static final String BANKS = "/api/v1/banks";
    private static final Pattern RECENT = Pattern.compile("/api/v1/payment/recent/([^/]+)");
    private static final Pattern PAYMENT = Pattern.compile("/api/v1/payment/([^/]+)");
    private static final Pattern BANK_APP = Pattern.compile("/bank(?:/([^/]*))?");
    private static final Pattern TRANSFERABLE = Pattern.compile("\\d{1,12}(\\.\\d{1,2})?");
    private static final RetryPolicy RETRIES = new RetryPolicy(Stream.of(100L, 200L, 400L).map(Duration::ofMillis).toList(), status -> status / 100 == 2);
    private static final Duration LONGEST_WATCH = Duration.ofHours(1);

    private final String baseUrl;
    private final Supplier<String> token;
    private final Supplier<String> webhookSecret;
    private final Orders orders;
    private final Webhooks webhooks;
    private final Clock clock;
    private final PaymentControl control;

    /**
     * Configures the merchant at Flashpay.
     *
     * @param baseUrl URL of this system in the sandbox
     * @param token the merchant's Bearer token
     * @param webhookSecret key that webhooks are signed with
     */
    public FlashpaySandbox(String baseUrl, Supplier<String> token, Supplier<String> webhookSecret, Orders orders, Webhooks webhooks, Clock clock) {
        this.baseUrl = baseUrl;
        this.token = token;
        this.webhookSecret = webhookSecret;
        this.orders = orders;
        this.webhooks = webhooks;
        this.clock = clock;
        this.control = new PaymentControl(orders, this, clock);
    }

    @Override
    public String name() {
        return "flashpay";
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) throws InterruptedException {
        return control.answer(call, path);
    }

    @Override
    public void refresh(String reference) throws InterruptedException {
        expire(reference);
    }

    /** Takes {@code {"clockSkewSeconds":-301}} for the time in webhooks and {@code {"webhookEncoding":"hex|base64"}} for signatures. */
    @Override
    public Optional<LocalResponse> command(Optional<String> reference, ObjectNode command) {
        if (reference.isPresent() || !command.has("clockSkewSeconds") && !command.has("webhookEncoding")) {
            return Optional.empty();
        }
        orders.updateTotals(totals -> {
            totals.put("clockSkewSeconds", command.path("clockSkewSeconds").asLong(totals.path("clockSkewSeconds").asLong()));
            totals.put("webhookEncoding", command.path("webhookEncoding").asText(totals.path("webhookEncoding").asText("hex")));
        });
        return command.has("create") ? Optional.empty() : Optional.of(control.totals());
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws Refusal, InterruptedException {
        Matcher bankApp = BANK_APP.matcher(path);
        if (bankApp.matches()) {
            return bankApp(call, Optional.ofNullable(bankApp.group(1)).orElse(""));
        }
        if (call.method().equals("POST") && (path.equals(PAYMENTS) || path.equals(OLDER_PAYMENTS))) {
            return create(call);
        }
        Matcher recent = RECENT.matcher(path);
        Matcher payment = PAYMENT.matcher(path);
        if (call.method().equals("GET") && recent.matches()) {
            return payment(call, recent.group(1), "account");
        }
        if (call.method().equals("GET") && payment.matches()) {
            return payment(call, payment.group(1), "intent");
        }
        if (call.method().equals("GET") && path.equals(BANKS)) {
            orders.countCall("banks");
            authenticate(call);
            return LocalResponse.json(200, FlashpayBank.list());
        }
        throw new FlashpayRefusal(404, "Cannot " + call.method() + " " + path);
    }

    private LocalResponse create(LocalRequest call) throws Refusal, InterruptedException {
        String idempotencyKey = call.header("Idempotency-Key").orElseGet(() -> UUID.randomUUID().toString());
        orders.recordCreation(call.body(), Map.of("idempotencyKey", idempotencyKey));
        return InjectedFault.next(orders).around(new FlashpayRefusal(400, "The business cannot take payments at the moment"),
                new FlashpayRefusal(500, "Internal server error"), () -> {
                    authenticate(call);
                    return intent(FlashpayRequest.parse(call.body()), idempotencyKey);
                });
    }

    private LocalResponse intent(FlashpayRequest request, String idempotencyKey) throws FlashpayRefusal {
        if (request.expiresAt().filter(time -> !time.isAfter(clock.instant())).isPresent() && orders.find(request.reference()).isEmpty()) {
            throw new FlashpayRefusal(400, "expiresAt must be in the future");
        }
        ObjectNode order = orders.upsert(request.reference(), () -> fresh(request, idempotencyKey), known -> Orders.count(known, "calls", "create"));
        if (new BigDecimal(order.path("amount").asText()).compareTo(new BigDecimal(request.naira())) != 0) {
            throw new FlashpayRefusal(409, "Payment " + request.reference() + " exists with another amount");
        }
        orders.alias(order.path("intent").asText(), request.reference());
        orders.alias(order.path("account").asText(), request.reference());
        if (order.path("calls").path("create").asInt() == 1) {
            request.expiresAt().ifPresent(time -> watch(request.reference(), time));
        }
        return LocalResponse.json(201, json(order, order.path("status").asText()));
    }

    private ObjectNode fresh(FlashpayRequest request, String idempotencyKey) {
        String intent = UUID.randomUUID().toString();
        String account = "9" + String.format("%09d", Math.floorMod(UUID.randomUUID().getMostSignificantBits(), 1_000_000_000L));
        FlashpayBank bank = FlashpayBank.values()[Math.floorMod(intent.hashCode(), FlashpayBank.values().length)];
        return Orders.started(Json.object().put("reference", request.reference()).put("status", OPEN).put("amount", request.naira())
                .put("currency", request.currency()).put("intent", intent).put("account", account).put("accountName", "FLASHPAY/LOCAL SHOP")
                .put("bankId", bank.id()).put("description", request.description()).put("idempotencyKey", idempotencyKey)
                .put("page", baseUrl + "/bank/" + account).put("createdAt", clock.instant().toString()).putNull("updatedAt")
                .put("expiresAt", request.expiresAt().map(Instant::toString).orElse(null)), "create", "status");
    }

    private LocalResponse payment(LocalRequest call, String alias, String kind) throws FlashpayRefusal, InterruptedException {
        orders.countCall("status");
        authenticate(call);
        ObjectNode known = orders.findByAlias(alias).filter(order -> order.path(kind).asText().equals(alias))
                .orElseThrow(() -> new FlashpayRefusal(404, "Payment not found"));
        String reference = known.path("reference").asText();
        expire(reference);
        ObjectNode order = orders.update(reference, counted -> Orders.count(counted, "calls", "status")).orElseThrow();
        return LocalResponse.json(200, json(order, order.path("status").asText()));
    }

    /** The payment object of all answers and webhooks. */
    private static ObjectNode json(JsonNode order, String status) {
        ObjectNode json = Json.object().put("id", order.path("intent").asText());
        json.put("amount", normal(paid(order).signum() > 0 ? paid(order) : new BigDecimal(order.path("amount").asText())));
        json.put("ownerId", "bus_local").put("currency", order.path("paidCurrency").asText(order.path("currency").asText()))
                .put("reference", order.path("reference").asText()).putNull("originBankId").putNull("originAccount").putNull("originAccountName")
                .put("destinationBankId", order.path("bankId").asText()).put("destinationAccount", order.path("account").asText())
                .put("destinationAccountName", order.path("accountName").asText()).put("description", order.path("description").asText())
                .put("status", status).put("callbackUrl", "https://pay.flashpayweb.com").putNull("statusWebhook");
        json.set("idempotencyKey", order.path("idempotencyKey"));
        json.set("createdAt", order.path("createdAt"));
        json.set("updatedAt", order.path("updatedAt"));
        json.set("expiresAt", order.path("expiresAt"));
        return json;
    }

    private static BigDecimal normal(BigDecimal naira) {
        BigDecimal kobo = naira.movePointRight(2);
        return kobo.stripTrailingZeros().scale() <= 0 ? kobo.setScale(0) : kobo;
    }

    private void authenticate(LocalRequest call) throws FlashpayRefusal {
        if (!call.header("Authorization").orElse("").equals("Bearer " + token.get())) {
            orders.countRejected("rejectedTokens");
            throw new FlashpayRefusal(401, "Unauthorized");
        }
    }

    private LocalResponse bankApp(LocalRequest call, String account) throws InterruptedException {
        boolean submitted = call.method().equals("POST");
        if (account.isEmpty()) {
            return submitted ? LocalResponse.seeOther("/" + name() + "/bank/" + call.form().getOrDefault("account", "").replaceAll("\\D", ""))
                    : LocalResponse.html(200, FlashpayPages.anyAccount());
        }
        Optional<ObjectNode> order = orders.findByAlias(account).filter(known -> known.path("account").asText().equals(account));
        if (order.isEmpty()) {
            return LocalResponse.html(404, FlashpayPages.unknownAccount());
        }
        String reference = order.get().path("reference").asText();
        expire(reference);
        if (submitted) {
            if (call.form().getOrDefault("action", "transfer").equals("fail")) {
                control.simulate(reference, Outcome.FAILED);
            } else {
                transfer(reference, call.form().getOrDefault("amount", "").trim());
            }
            return LocalResponse.seeOther("/" + name() + "/bank/" + account);
        }
        return LocalResponse.html(200, FlashpayPages.transfer(orders.find(reference).orElseThrow()));
    }

    /** Ignores a repeated submission once the full amount has been transferred. */
    private void transfer(String reference, String amount) throws InterruptedException {
        if (!TRANSFERABLE.matcher(amount).matches() || new BigDecimal(amount).signum() == 0) {
            return;
        }
        boolean[] transferred = {false};
        orders.update(reference, order -> {
            BigDecimal before = paid(order);
            transferred[0] = before.compareTo(new BigDecimal(order.path("amount").asText())) < 0 && !Orders.hasStatus(order, REVERSED);
            if (transferred[0]) {
                order.put("paidAmount", before.add(new BigDecimal(amount)).toPlainString());
            }
        });
        if (transferred[0]) {
            control.simulate(reference, Outcome.PAID);
        }
    }

    static BigDecimal paid(JsonNode order) {
        return order.has("paidAmount") ? new BigDecimal(order.path("paidAmount").asText()) : BigDecimal.ZERO;
    }

    private void watch(String reference, Instant expiresAt) {
        Duration left = Duration.between(clock.instant(), expiresAt);
        if (left.compareTo(LONGEST_WATCH) <= 0) {
            Background.after(clock, left.plusMillis(1), () -> expire(reference));
        }
    }

    private void expire(String reference) throws InterruptedException {
        boolean[] expired = {false};
        Optional<ObjectNode> order = orders.update(reference, known -> {
            String expiresAt = known.path("expiresAt").asText("");
            expired[0] = Orders.hasStatus(known, OPEN) && !known.path("expiresAt").isNull()
                    && !expiresAt.isEmpty() && !Instant.parse(expiresAt).isAfter(clock.instant());
            if (expired[0]) {
                known.put("status", EXPIRED).put("updatedAt", clock.instant().toString());
            }
        });
        if (expired[0]) {
            send(order.orElseThrow(), EXPIRED, Delivery.NORMAL);
        }
    }

    @Override
    public void apply(Outcome outcome, ObjectNode order) {
        boolean paid = Orders.hasStatus(order, SUCCESS, REVERSED);
        switch (outcome) {
            case PAID -> {
                order.put("status", Orders.hasStatus(order, REVERSED) ? REVERSED : SUCCESS);
                if (!order.has("paidAmount")) {
                    order.put("paidAmount", order.path("amount").asText());
                }
            }
            case FAILED -> order.put("status", paid ? order.path("status").asText() : FAILED);
            case CANCELLED -> order.put("status", paid ? order.path("status").asText() : EXPIRED);
            case REFUNDED -> order.put("status", REVERSED);
        }
        order.put("updatedAt", clock.instant().toString());
    }

    @Override
    public void notify(Outcome outcome, ObjectNode order, Delivery delivery) throws InterruptedException {
        send(order, switch (outcome) {
            case PAID -> SUCCESSFUL;
            case FAILED -> FAILED;
            case CANCELLED -> EXPIRED;
            case REFUNDED -> REVERSED;
        }, delivery);
    }

    private void send(ObjectNode order, String status, Delivery delivery) throws InterruptedException {
        byte[] body = Json.bytes(json(order, status));
        String timestamp = Long.toString(clock.instant().getEpochSecond() + orders.totals().path("clockSkewSeconds").asLong());
        String secret = delivery == Delivery.FORGED ? "not-the-secret" : webhookSecret.get();
        Map<String, String> headers = Map.of("X-Webhook-Timestamp", timestamp, "X-Webhook-Signature",
                orders.totals().path("webhookEncoding").asText().equals("base64") ? FlashpaySignature.base64(secret, timestamp, body)
                        : FlashpaySignature.hex(secret, timestamp, body));
        webhooks.send(webhooks.message(order.path("reference").asText(), body, headers, delivery), RETRIES);
    }

    @Override
    public void describe(ObjectNode totals) {
        Orders.showCounters(totals, "rejectedTokens", "create", "status", "banks");
        totals.put("clockSkewSeconds", totals.path("clockSkewSeconds").asLong())
                .put("webhookEncoding", totals.path("webhookEncoding").asText("hex"));
    }
}
