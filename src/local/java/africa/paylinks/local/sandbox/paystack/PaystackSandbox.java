package africa.paylinks.local.sandbox.paystack;

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
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Simulates Paystack: one transaction per reference, which is accepted once; a hosted page; webhooks for successful charges and
 * for refunds, signed with the secret key.
 *
 * <p>Control commands name an order by its reference, or by the {@code payment_id} of its metadata.
 */
public final class PaystackSandbox implements SandboxSystem, PaymentControl.Provider {

    static final String ABANDONED = "abandoned";
    static final String SUCCESS = "success";
    static final String FAILED = "failed";
    static final String REVERSED = "reversed";

    private final String baseUrl;
    private final Supplier<String> secretKey;
    private final Orders orders;
    private final PaystackWebhooks webhooks;
    private final Clock clock;
    private final PaymentControl control;
    private final PaystackRefundSimulator refunds;

    /**
     * Configures the merchant at Paystack.
     *
     * @param baseUrl URL of this system in the sandbox
     * @param secretKey authorizes requests and signs webhooks
     */
    public PaystackSandbox(String baseUrl, Supplier<String> secretKey, Orders orders, Webhooks webhooks, Clock clock) {
        this.baseUrl = baseUrl;
        this.secretKey = secretKey;
        this.orders = orders;
        this.webhooks = new PaystackWebhooks(webhooks, secretKey);
        this.clock = clock;
        this.control = new PaymentControl(orders, this, clock);
        this.refunds = new PaystackRefundSimulator(orders, this.webhooks, this::nextId, clock);
    }

    @Override
    public String name() {
        return "paystack";
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) throws InterruptedException {
        return control.answer(call, path.stream().map(name -> orders.findByAlias(name).map(order -> order.path("reference").asText()).orElse(name))
                .toList());
    }

    /**
     * Handles {@code {"refunds":"pending|timeout|lost|error|reject|none","times":1}}, the fault of the next refunds, and for an
     * order {@code {"refund":"processed|failed|needs-attention","webhook":"normal|none|duplicate"}}, the outcome of its pending
     * refunds, and {@code {"refund":"dashboard","amount":"10.00","status":"processed|pending","webhook":"normal|none|duplicate"}}, a
     * refund that is made on the dashboard, of all that is left without an amount.
     */
    @Override
    public Optional<LocalResponse> command(Optional<String> reference, ObjectNode command) throws InterruptedException {
        return refunds.command(reference, command);
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws Refusal, InterruptedException {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/checkout/")) {
            return page(call, last);
        }
        if (!call.header("Authorization").orElse("").equals("Bearer " + secretKey.get())) {
            orders.countRejected("rejectedKeys");
            throw new PaystackRefusal(401, "Invalid key");
        }
        String operation = call.method() + " " + path;
        if (operation.equals("POST /transaction/initialize")) {
            orders.recordCreation(call.body(), Map.of());
            return InjectedFault.next(orders).around(new PaystackRefusal(400, "No active channel", "no_active_channel"),
                    new PaystackRefusal(500, "An error occurred"), () -> initialize(PaystackRequest.read(call.body())));
        }
        if (operation.startsWith("GET /transaction/verify/")) {
            return verify(last);
        }
        return switch (operation) {
            case "POST /refund" -> refunds.create(PaystackRequest.object(call.body()));
            case "GET /refund" -> list(call);
            case "GET /balance" -> success("Balances retrieved", Json.object().putArray("balances")
                    .add(Json.object().put("currency", "NGN").put("balance", 1_000_000)));
            default -> {
                if (operation.startsWith("GET /refund/")) {
                    yield success("Refund retrieved", refunds.find(last).orElseThrow(() -> new PaystackRefusal(404, "Refund not found")));
                }
                throw new PaystackRefusal(404, "Cannot " + operation);
            }
        };
    }

    private LocalResponse initialize(PaystackRequest request) throws PaystackRefusal {
        boolean[] made = {false};
        ObjectNode order = orders.upsert(request.reference(), () -> {
            made[0] = true;
            return fresh(request);
        }, known -> Orders.count(known, "calls", "create"));
        if (!made[0]) {
            throw new PaystackRefusal(400, "Duplicate Transaction Reference", "duplicate_reference");
        }
        String accessCode = order.path("accessCode").asText();
        orders.alias(accessCode, request.reference());
        orders.alias(order.path("id").asText(), request.reference());
        if (request.metadata().path("payment_id").isTextual()) {
            orders.alias(request.metadata().path("payment_id").asText(), request.reference());
        }
        return success("Authorization URL created", Json.object().put("authorization_url", order.path("page").asText()).put("access_code", accessCode)
                .put("reference", request.reference()));
    }

    private ObjectNode fresh(PaystackRequest request) {
        String accessCode = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        ObjectNode order = Json.object().put("id", nextId()).put("reference", request.reference()).put("status", ABANDONED)
                .put("amount", PaystackRequest.major(request.amount())).put("currency", request.currency()).put("email", request.email())
                .put("accessCode", accessCode).put("page", baseUrl + "/checkout/" + accessCode).put("callbackUrl", request.callbackUrl())
                .put("createdAt", clock.instant().toString());
        order.set("channels", request.channels().isArray() ? request.channels() : order.arrayNode());
        order.set("metadata", request.metadata());
        order.putArray("refunds");
        return Orders.started(order, "create", "status", "refund");
    }

    private LocalResponse verify(String reference) throws PaystackRefusal {
        orders.countCall("status");
        ObjectNode order = orders.update(reference, known -> Orders.count(known, "calls", "status"))
                .orElseThrow(() -> new PaystackRefusal(400, "Transaction reference not found", "transaction_not_found"));
        return success("Verification successful", PaystackBodies.transaction(order, order.path("status").asText()));
    }

    private LocalResponse list(LocalRequest call) {
        Map<String, String> query = query(call);
        int size = Integer.parseInt(query.getOrDefault("perPage", "50"));
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        ArrayNode all = refunds.listed(Optional.ofNullable(query.get("transaction")));
        ArrayNode data = all.arrayNode();
        for (int index = (page - 1) * size; index < Math.min(all.size(), page * size); index++) {
            data.add(all.get(index));
        }
        ObjectNode body = Json.object().put("status", true).put("message", "Refunds retrieved");
        body.set("data", data);
        body.putObject("meta").put("total", all.size()).put("perPage", size).put("page", page).put("pageCount", (all.size() + size - 1) / size);
        return LocalResponse.json(200, body);
    }

    private LocalResponse page(LocalRequest call, String accessCode) throws InterruptedException {
        Optional<ObjectNode> found = orders.findByAlias(accessCode);
        if (found.isEmpty()) {
            return LocalResponse.html(404, CustomerPage.of("Paystack", "<p>There is no such payment.</p>"));
        }
        ObjectNode order = found.get();
        if (!call.method().equals("POST")) {
            return LocalResponse.html(200, PaystackPages.checkout(order));
        }
        String reference = order.path("reference").asText();
        String action = call.form().getOrDefault("action", "");
        if (action.equals("cancel")) {
            return LocalResponse.seeOther(order.path("metadata").path("cancel_action").asText(call.rawPath()));
        }
        // A repeated submission does not pay twice.
        if (!isPaid(order)) {
            String response = PaystackPages.FAILING_CARDS.getOrDefault(call.form().getOrDefault("number", "").replaceAll("\\D", ""), "Approved");
            orders.update(reference, known -> known.put("channel", action).put("gatewayResponse", response));
            control.simulate(reference, response.equals("Approved") ? Outcome.PAID : Outcome.FAILED);
        }
        ObjectNode now = orders.find(reference).orElseThrow();
        String callback = now.path("callbackUrl").asText();
        return isPaid(now) && !callback.isEmpty()
                ? LocalResponse.seeOther(callback + (callback.contains("?") ? "&" : "?") + "trxref=" + reference + "&reference=" + reference)
                : LocalResponse.seeOther(call.rawPath());
    }

    @Override
    public void apply(Outcome outcome, ObjectNode order) {
        boolean paid = isPaid(order);
        switch (outcome) {
            case PAID -> {
                if (!paid) {
                    order.put("status", SUCCESS).put("paidAt", clock.instant().toString());
                }
            }
            case FAILED -> order.put("status", paid ? order.path("status").asText() : FAILED);
            case REFUNDED -> {
                if (paid && PaystackRefundSimulator.left(order) > 0) {
                    refunds.make(order, PaystackRefundSimulator.left(order), "From the dashboard", "processed");
                }
            }
            case CANCELLED -> { }
        }
    }

    /** Sends the webhook of a successful charge or a refund. Paystack sends none for a failure. */
    @Override
    public void notify(Outcome outcome, ObjectNode order, Delivery delivery) throws InterruptedException {
        String reference = order.path("reference").asText();
        JsonNode made = order.path("refunds");
        if (outcome == Outcome.PAID || delivery == Delivery.FORGED) {
            webhooks.send(reference, PaystackBodies.event("charge.success", PaystackBodies.transaction(order, SUCCESS)), delivery);
        } else if (outcome == Outcome.REFUNDED && !made.isEmpty()) {
            webhooks.send(reference, PaystackBodies.event("refund.processed", PaystackBodies.refundEvent(order, made.get(made.size() - 1))), delivery);
        }
    }

    @Override
    public void describe(ObjectNode totals) {
        Orders.showCounters(totals, "rejectedKeys", "create", "status", "refund");
    }

    static boolean isPaid(JsonNode order) {
        return Orders.hasStatus(order, SUCCESS, REVERSED);
    }

    /** Returns a number that no earlier run has used. */
    private long nextId() {
        long[] id = {0};
        orders.updateTotals(totals -> {
            id[0] = Math.max(totals.path("lastId").asLong() + 1, clock.instant().getEpochSecond());
            totals.put("lastId", id[0]);
        });
        return id[0];
    }

    private static Map<String, String> query(LocalRequest call) {
        Map<String, String> query = new HashMap<>();
        for (String pair : call.rawQuery().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    static LocalResponse success(String message, JsonNode data) {
        ObjectNode body = Json.object().put("status", true).put("message", message);
        body.set("data", data);
        return LocalResponse.json(200, body);
    }
}
