package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.CustomerPage;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.InjectedFault;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Outcome;
import africa.paylinks.local.sandbox.PaymentControl;
import africa.paylinks.local.sandbox.Refusal;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.Webhooks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simulates Flutterwave v3: hosted links in both forms, one transaction per attempt of the customer, verification by id and by reference, partial
 * refunds, and links that can be disabled.
 *
 * <p>Flutterwave does not document what happens to a repeated reference; here it gets the same link.
 */
public final class FlutterwaveSandbox implements SandboxSystem, PaymentControl.Provider {

    static final String CREATED = "created";
    static final String SUCCESSFUL = "successful";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";
    static final String REFUNDED = "refunded";

    private static final Pattern PAGE = Pattern.compile("/v3/hosted/pay/([^/]+)");
    private static final Pattern TRANSACTION = Pattern.compile("/v3/transactions/([^/]+)/(verify|refund|resend-hook)");
    private static final Set<String> SHAPES = Set.of("enveloped", "flat");

    private final String baseUrl;
    private final Supplier<ObjectNode> secret;
    private final Orders orders;
    private final FlutterwaveWebhooks webhooks;
    private final Clock clock;
    private final PaymentControl control;
    private final FlutterwaveRefundSimulator refunds;

    /**
     * Configures the merchant at Flutterwave.
     *
     * @param baseUrl URL of this system in the sandbox
     * @param secret the merchant's {@code secretKey} and {@code webhookHash}
     * @param repetitionInterval time between repetitions of a webhook; 30 minutes in production
     */
    public FlutterwaveSandbox(String baseUrl, Supplier<ObjectNode> secret, Orders orders, Webhooks webhooks, Duration repetitionInterval, Clock clock) {
        this.baseUrl = baseUrl;
        this.secret = secret;
        this.orders = orders;
        this.webhooks = new FlutterwaveWebhooks(webhooks, () -> secret.get().path("webhookHash").asText(), repetitionInterval);
        this.clock = clock;
        this.control = new PaymentControl(orders, this, clock);
        this.refunds = new FlutterwaveRefundSimulator(orders, this.webhooks, this::nextId, clock);
    }

    @Override
    public String name() {
        return "flutterwave";
    }

    /**
     * Handles {@code {"shape":"enveloped|flat"}}, the form of the webhooks from now on;
     * {@code {"refunds":"pending|timeout|timeout-unmarked|lost|error|reject|none","times":1}}, the fault of the next refunds; and
     * for a reference {@code {"refund":"completed|failed","webhook":"normal|none|duplicate"}}, the outcome of its pending refunds,
     * and {@code {"refund":"dashboard","amount":"10.00","status":"completed|pending","webhook":"normal|none|duplicate"}}, a refund
     * that is made on the dashboard, of all that is left without an amount.
     */
    @Override
    public Optional<LocalResponse> command(Optional<String> reference, ObjectNode command) throws InterruptedException {
        Optional<LocalResponse> ofRefunds = refunds.command(reference, command);
        String shape = command.path("shape").asText();
        if (ofRefunds.isPresent() || reference.isPresent() || !SHAPES.contains(shape)) {
            return ofRefunds;
        }
        orders.updateTotals(totals -> totals.put("shape", shape));
        return Optional.of(LocalResponse.json(200, Json.object().put("shape", shape)));
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) throws InterruptedException {
        return control.answer(call, path);
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws Refusal, InterruptedException {
        // The official SDK joins its base URL and its paths with one slash too many.
        String tidy = path.replaceAll("^/+", "/");
        Matcher page = PAGE.matcher(tidy);
        if (page.matches()) {
            return page(call, page.group(1));
        }
        authenticate(call);
        return api(call, call.method() + " " + tidy, TRANSACTION.matcher(tidy));
    }

    private LocalResponse api(LocalRequest call, String operation, Matcher transaction) throws Refusal, InterruptedException {
        switch (operation) {
            case "POST /v3/payment-links", "POST /v3/payments" -> {
                return create(call, operation.endsWith("links"));
            }
            case "GET /v3/transactions/verify_by_reference" -> {
                return verify(query(call, "tx_ref").flatMap(orders::find), Optional.empty());
            }
            case "POST /v3/payments/link/disable" -> {
                return disable(FlutterwaveRequest.object(call.body()).path("link").asText());
            }
            case "GET /v3/refunds" -> {
                return success("Transaction refunds fetched", refunds.all());
            }
            default -> {
                if (!transaction.matches()) {
                    throw new FlutterwaveRefusal(404, "Cannot " + operation);
                }
                return transaction(call, transaction.group(1), call.method() + " " + transaction.group(2));
            }
        }
    }

    private LocalResponse transaction(LocalRequest call, String id, String operation) throws FlutterwaveRefusal, InterruptedException {
        Optional<ObjectNode> order = orders.findByAlias(id);
        switch (operation) {
            case "GET verify" -> {
                return verify(order, Optional.of(id));
            }
            case "POST refund" -> {
                ObjectNode known = order.orElseThrow(FlutterwaveSandbox::unknownTransaction);
                count(order, "refund");
                JsonNode paid = attempt(known, id).filter(FlutterwaveBodies::isSuccessful)
                        .orElseThrow(() -> new FlutterwaveRefusal(400, "Transaction is not refundable"));
                return refunds.answer(known.path("reference").asText(), paid, FlutterwaveRequest.object(call.body()));
            }
            case "GET refund" -> {
                return success("Transaction refunds fetched", refunds.of(id));
            }
            case "POST resend-hook" -> {
                ObjectNode known = order.orElseThrow(FlutterwaveSandbox::unknownTransaction);
                webhooks.send(known.path("reference").asText(), charge(known, attempt(known, id).orElseThrow()), Delivery.NORMAL);
                return success("hook sent", null);
            }
            default -> throw new FlutterwaveRefusal(404, "Cannot " + operation);
        }
    }

    private LocalResponse create(LocalRequest call, boolean paymentLink) throws Refusal, InterruptedException {
        orders.recordCreation(call.body(), Map.of("path", call.path()));
        return InjectedFault.next(orders).around(new FlutterwaveRefusal(400, "This currency is not enabled for your account"),
                new FlutterwaveRefusal(500, "An error occurred. Please contact support"),
                () -> order(paymentLink ? FlutterwaveRequest.paymentLink(call.body()) : FlutterwaveRequest.payment(call.body())));
    }

    private LocalResponse order(FlutterwaveRequest request) throws FlutterwaveRefusal {
        ObjectNode order = orders.upsert(request.reference(), () -> fresh(request), known -> Orders.count(known, "calls", "create"));
        if (new BigDecimal(order.path("amount").asText()).compareTo(new BigDecimal(request.amount())) != 0
                || !order.path("currency").asText().equals(request.currency())) {
            throw new FlutterwaveRefusal(400, "Transaction reference has been used before");
        }
        orders.alias(order.path("link").asText(), request.reference());
        return success("Hosted Link", Json.object().put("link", order.path("link").asText()));
    }

    private ObjectNode fresh(FlutterwaveRequest request) {
        String link = baseUrl + "/v3/hosted/pay/flwlnk-" + UUID.randomUUID();
        String now = clock.instant().toString();
        ObjectNode order = Json.object().put("reference", request.reference()).put("status", CREATED).put("amount", request.amount())
                .put("currency", request.currency()).put("title", request.title()).put("link", link).put("page", link)
                .put("redirectUrl", request.redirectUrl()).put("paymentOptions", request.paymentOptions()).put("disabled", false)
                .put("closesAt", request.sessionMinutes() == 0 ? "" : clock.instant().plus(Duration.ofMinutes(request.sessionMinutes())).toString())
                .put("retries", request.retries())
                .put("createdAt", now).put("updatedAt", now);
        order.set("customer", request.customer());
        order.set("meta", request.meta());
        order.putArray("transactions");
        order.putArray("refunds");
        return Orders.started(order, "create", "status", "refund", "cancel");
    }

    private LocalResponse verify(Optional<ObjectNode> order, Optional<String> id) throws FlutterwaveRefusal {
        count(order, "status");
        JsonNode found = order.flatMap(known -> id.isPresent() ? attempt(known, id.get()) : decisive(known))
                .orElseThrow(FlutterwaveSandbox::unknownTransaction);
        return success("Transaction fetched successfully", FlutterwaveBodies.transaction(order.orElseThrow(), found));
    }

    private LocalResponse disable(String link) throws FlutterwaveRefusal {
        ObjectNode order = orders.findByAlias(link).orElseThrow(() -> new FlutterwaveRefusal(400, "Invalid payment link"));
        count(Optional.of(order), "cancel");
        if (order.path("disabled").asBoolean()) {
            throw new FlutterwaveRefusal(400, "This payment link is currently inactive");
        }
        orders.update(order.path("reference").asText(), known -> known.put("disabled", true));
        return LocalResponse.json(200, Json.object().put("status", "success").put("message", "LINK DISABLED").put("data", true));
    }

    private void authenticate(LocalRequest call) throws FlutterwaveRefusal {
        if (!call.header("Authorization").orElse("").equals("Bearer " + secret.get().path("secretKey").asText())) {
            orders.countRejected("rejectedKeys");
            throw new FlutterwaveRefusal(401, "Invalid authorization key");
        }
    }

    private LocalResponse page(LocalRequest call, String token) throws InterruptedException {
        Optional<ObjectNode> found = orders.findByAlias(baseUrl + "/v3/hosted/pay/" + token);
        if (found.isEmpty()) {
            return LocalResponse.html(404, CustomerPage.of("Flutterwave", "<p>There is no such payment.</p>"));
        }
        ObjectNode order = found.get();
        if (!call.method().equals("POST")) {
            return LocalResponse.html(200, FlutterwavePages.checkout(order, isClosed(order)));
        }
        // A repeated submission does not pay twice.
        if (isPaid(order) || isClosed(order)) {
            return back(order, call);
        }
        String reference = order.path("reference").asText();
        switch (call.form().getOrDefault("action", "")) {
            case "card" -> attempt(reference, "card", FlutterwaveTestData.card(call.form().getOrDefault("number", "")));
            case "momo" -> attempt(reference, order.path("currency").asText().equals("KES") ? "mpesa" : "mobilemoney",
                    FlutterwaveTestData.phone(call.form().getOrDefault("phone", ""), call.form().getOrDefault("otp", "")));
            case "transfer" -> attempt(reference, "bank_transfer", FlutterwaveTestData.APPROVED);
            case "cancel" -> control.simulate(reference, Outcome.CANCELLED);
            default -> { }
        }
        return back(orders.find(reference).orElseThrow(), call);
    }

    /** Whether the page accepts no payment any more: disabled, after its session, or after the last attempt. */
    private boolean isClosed(JsonNode order) {
        String closesAt = order.path("closesAt").asText();
        int retries = order.path("retries").asInt();
        return order.path("disabled").asBoolean() || !closesAt.isEmpty() && !clock.instant().isBefore(Instant.parse(closesAt))
                || retries > 0 && order.path("transactions").size() > retries;
    }

    private void attempt(String reference, String paymentType, String processorResponse) throws InterruptedException {
        orders.update(reference, order -> order.putObject("attempt").put("paymentType", paymentType).put("processorResponse", processorResponse));
        control.simulate(reference, processorResponse.equals(FlutterwaveTestData.APPROVED) ? Outcome.PAID : Outcome.FAILED);
    }

    /** Redirects to the shop, or back to the page after a failed attempt, so that the customer can retry. */
    private LocalResponse back(ObjectNode order, LocalRequest call) {
        String url = order.path("redirectUrl").asText();
        String status = isPaid(order) ? SUCCESSFUL : order.path("status").asText();
        if (url.isEmpty() || !status.equals(SUCCESSFUL) && !status.equals(CANCELLED)) {
            return LocalResponse.seeOther(call.rawPath());
        }
        String query = "status=" + status + "&tx_ref=" + URLEncoder.encode(order.path("reference").asText(), StandardCharsets.UTF_8)
                + (status.equals(SUCCESSFUL) ? "&transaction_id=" + decisive(order).orElseThrow().path("id").asText() : "");
        return LocalResponse.seeOther(url + (url.contains("?") ? "&" : "?") + query);
    }

    @Override
    public void apply(Outcome outcome, ObjectNode order) {
        boolean paid = isPaid(order);
        JsonNode attempt = order.path("attempt");
        String paymentType = attempt.path("paymentType").asText("card");
        switch (outcome) {
            case PAID -> {
                if (!paid) {
                    transaction(order, SUCCESSFUL, paymentType, FlutterwaveTestData.APPROVED);
                    order.put("status", SUCCESSFUL);
                }
            }
            case FAILED -> {
                // A paid payment can still report an earlier failed attempt.
                transaction(order, FAILED, paymentType, attempt.path("processorResponse").asText("Insufficient Funds"));
                order.put("status", paid ? order.path("status").asText() : FAILED);
            }
            case CANCELLED -> order.put("status", paid ? order.path("status").asText() : CANCELLED);
            case REFUNDED -> decisive(order).filter(FlutterwaveBodies::isSuccessful).filter(known -> FlutterwaveRefundSimulator.left(order, known).signum() > 0)
                    .ifPresent(known -> refunds.make(order, known, FlutterwaveRefundSimulator.left(order, known), "From the dashboard", "completed"));
        }
        order.remove("attempt");
        order.put("updatedAt", clock.instant().toString());
    }

    private void transaction(ObjectNode order, String status, String paymentType, String processorResponse) {
        long id = nextId();
        order.withArray("/transactions").addObject().put("id", id).put("status", status).put("paymentType", paymentType)
                .put("processorResponse", processorResponse).put("flwRef", "FLW-MOCK-" + id).put("createdAt", clock.instant().toString());
        orders.alias(String.valueOf(id), order.path("reference").asText());
    }

    /** Sends the webhook of a charge or a refund. Flutterwave sends none when a customer cancels. */
    @Override
    public void notify(Outcome outcome, ObjectNode order, Delivery delivery) throws InterruptedException {
        String reference = order.path("reference").asText();
        if (delivery == Delivery.FORGED) {
            ObjectNode invented = Json.object().put("id", 1).put("status", outcome == Outcome.FAILED ? FAILED : SUCCESSFUL).put("paymentType", "card")
                    .put("flwRef", "FLW-MOCK-1").put("createdAt", clock.instant().toString());
            webhooks.send(reference, charge(order, invented), delivery);
            return;
        }
        JsonNode made = order.path("refunds");
        Optional<ObjectNode> body = switch (outcome) {
            case PAID, FAILED -> last(order, outcome == Outcome.PAID ? SUCCESSFUL : FAILED).map(transaction -> charge(order, transaction));
            case REFUNDED -> made.isEmpty() ? Optional.empty() : Optional.of(FlutterwaveBodies.refundNotice(made.get(made.size() - 1)));
            case CANCELLED -> Optional.empty();
        };
        if (body.isPresent()) {
            webhooks.send(reference, body.get(), delivery);
        }
    }

    @Override
    public void describe(ObjectNode totals) {
        Orders.showCounters(totals, "rejectedKeys", "create", "status", "refund", "cancel");
        totals.put("shape", totals.path("shape").asText("enveloped"));
    }

    private ObjectNode charge(ObjectNode order, JsonNode transaction) {
        return orders.totals().path("shape").asText().equals("flat") ? FlutterwaveBodies.flatCharge(order, transaction)
                : FlutterwaveBodies.charge(order, transaction);
    }

    /** Returns the transaction that paid. */
    static Optional<JsonNode> paid(ObjectNode order) {
        return last(order, SUCCESSFUL);
    }

    static boolean isPaid(JsonNode order) {
        return Orders.hasStatus(order, SUCCESSFUL, REFUNDED);
    }

    private void count(Optional<ObjectNode> order, String operation) {
        orders.countCall(operation);
        order.ifPresent(known -> orders.update(known.path("reference").asText(), counted -> Orders.count(counted, "calls", operation)));
    }

    /** Returns the transaction that paid, or else the latest attempt. */
    private static Optional<JsonNode> decisive(ObjectNode order) {
        JsonNode transactions = order.path("transactions");
        return last(order, SUCCESSFUL).or(() -> Optional.ofNullable(transactions.get(transactions.size() - 1)));
    }

    private static Optional<JsonNode> last(ObjectNode order, String status) {
        JsonNode found = null;
        for (JsonNode transaction : order.path("transactions")) {
            found = transaction.path("status").asText().equals(status) ? transaction : found;
        }
        return Optional.ofNullable(found);
    }

    private static Optional<JsonNode> attempt(ObjectNode order, String id) {
        for (JsonNode transaction : order.path("transactions")) {
            if (transaction.path("id").asText().equals(id)) {
                return Optional.of(transaction);
            }
        }
        return Optional.empty();
    }

    /** Returns a number that no earlier run has used and that fits into 32 bits. */
    private long nextId() {
        long[] id = {0};
        orders.updateTotals(totals -> {
            id[0] = Math.max(totals.path("lastId").asLong() + 1, clock.instant().getEpochSecond());
            totals.put("lastId", id[0]);
        });
        return id[0];
    }

    private static Optional<String> query(LocalRequest call, String name) {
        for (String pair : call.rawQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    static LocalResponse success(String message, JsonNode data) {
        ObjectNode body = Json.object().put("status", "success").put("message", message);
        body.set("data", data);
        return LocalResponse.json(200, body);
    }

    private static FlutterwaveRefusal unknownTransaction() {
        return new FlutterwaveRefusal(400, "No transaction was found for this id");
    }
}
