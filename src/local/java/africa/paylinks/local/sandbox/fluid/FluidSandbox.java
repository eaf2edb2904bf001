package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Background;
import africa.paylinks.local.sandbox.CustomerPage;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Hmac;
import africa.paylinks.local.sandbox.InjectedFault;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Outcome;
import africa.paylinks.local.sandbox.PaymentControl;
import africa.paylinks.local.sandbox.Refusal;
import africa.paylinks.local.sandbox.SandboxSystem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simulates FLUID Network in both documented dialects: a debit in the form of the guide is answered and notified in whole pesewas, one in the
 * form of the reference in decimal cedis. A partner reference can be used once only, even if its debit failed.
 *
 * <p>The guide does not show responses; here they are flat, with the one field that it names, {@code transaction_id}.
 */
public final class FluidSandbox implements SandboxSystem, PaymentControl.Provider {

    static final String PENDING = "pending";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";
    static final String REVERSED = "reversed";

    private static final String CHARGE = "/payment-providers/debit-requests/charge";
    private static final Pattern STATUS = Pattern.compile("/payment-providers/debit-requests/([^/]+)");
    private static final String BANKS = "/payment-providers/banks";
    private static final Pattern PAGE = Pattern.compile("/approve/([^/]+)");

    private final String baseUrl;
    private final Supplier<String> apiKey;
    private final Supplier<String> webhookSecret;
    private final Orders orders;
    private final FluidWebhooks webhooks;
    private final FluidTiming timing;
    private final Clock clock;
    private final PaymentControl control;

    /**
     * Configures the merchant at FLUID.
     *
     * @param baseUrl URL of this system in the sandbox
     * @param apiKey the API key of requests
     * @param webhookSecret the key that signs webhooks
     */
    public FluidSandbox(String baseUrl, Supplier<String> apiKey, Supplier<String> webhookSecret, Orders orders, FluidWebhooks webhooks,
            FluidTiming timing, Clock clock) {
        this.baseUrl = baseUrl;
        this.apiKey = apiKey;
        this.webhookSecret = webhookSecret;
        this.orders = orders;
        this.webhooks = webhooks;
        this.timing = timing;
        this.clock = clock;
        this.control = new PaymentControl(orders, this, clock);
    }

    @Override
    public String name() {
        return "fluid";
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) throws InterruptedException {
        return control.answer(call, path);
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws Refusal, InterruptedException {
        Matcher page = PAGE.matcher(path);
        if (page.matches()) {
            return page(call, page.group(1));
        }
        if (call.method().equals("POST") && path.equals(CHARGE)) {
            return charge(call);
        }
        Matcher status = STATUS.matcher(path);
        if (call.method().equals("GET") && status.matches()) {
            return status(call, status.group(1));
        }
        if (call.method().equals("GET") && (path.equals(BANKS) || path.startsWith(BANKS + "/"))) {
            authenticate(call);
            return FluidBanks.answer(path.substring(BANKS.length()));
        }
        if (call.method().equals("GET") && path.equals("/balance")) {
            authenticate(call);
            return balance();
        }
        throw new FluidRefusal(404, "1404", "Not found", "");
    }

    private LocalResponse charge(LocalRequest call) throws Refusal, InterruptedException {
        orders.recordCreation(call.body(), Map.of());
        return InjectedFault.next(orders).around(new FluidRefusal(422, "1422", "The partner cannot take this payment", ""),
                new FluidRefusal(500, "1500", "Internal server error", ""), () -> charged(call));
    }

    private LocalResponse charged(LocalRequest call) throws FluidRefusal, InterruptedException {
        authenticate(call);
        FluidRequest request = FluidRequest.parse(call.body());
        FluidScenario scenario = FluidScenario.of(request.phone(), request.amount());
        if (scenario == FluidScenario.INVALID_ACCOUNT) {
            throw new FluidRefusal(422, "1422", "Invalid account", "phone_number has no account");
        }
        ObjectNode order = order(request, scenario);
        if (scenario == FluidScenario.NO_ANSWER) {
            return InjectedFault.dropped(timing.holdFor());
        }
        return LocalResponse.json(200, request.guide() ? flat(order) : wrapped(order));
    }

    private ObjectNode order(FluidRequest request, FluidScenario scenario) throws FluidRefusal {
        ObjectNode order = orders.upsert(request.reference(), () -> fresh(request), known -> Orders.count(known, "calls", "create"));
        if (order.path("calls").path("create").asInt() > 1) {
            throw new FluidRefusal(409, "3003", "Duplicate partner_reference", "partner_reference has already been taken");
        }
        for (String alias : List.of(order.path("transaction").asText(), order.path("uuid").asText(), request.phone())) {
            orders.alias(alias, request.reference());
        }
        switch (scenario) {
            case SUCCESS -> settleLater(request.reference(), Outcome.PAID);
            case MANUAL_APPROVAL -> announceLater(request.reference());
            default -> {
                if (scenario.fails()) {
                    orders.update(request.reference(), failing -> failing.set("error", scenario.error()));
                    settleLater(request.reference(), Outcome.FAILED);
                }
            }
        }
        return order;
    }

    private ObjectNode fresh(FluidRequest request) {
        String uuid = UUID.randomUUID().toString();
        String transaction = request.guide() ? "txn_" + uuid.replace("-", "").substring(0, 20)
                : "FLU" + (100_000_000 + Math.floorMod(uuid.hashCode(), 900_000_000));
        String now = clock.instant().toString();
        return Orders.started(Json.object().put("reference", request.reference()).put("status", PENDING).put("amount", request.amount().toPlainString())
                .put("currency", "GHS").put("guide", request.guide()).put("transaction", transaction).put("uuid", uuid).put("phone", request.phone())
                .put("bank", request.bank()).put("text", request.text()).put("callback", request.callback())
                .put("page", baseUrl + "/approve/" + transaction).put("event", event()).put("createdAt", now).put("updatedAt", now), "create", "status");
    }

    private void settleLater(String reference, Outcome outcome) {
        Background.after(clock, timing.settleAfter(), () -> {
            if (orders.find(reference).filter(FluidSandbox::isPending).isPresent()) {
                control.simulate(reference, outcome);
            }
        });
    }

    private void announceLater(String reference) {
        Background.after(clock, timing.settleAfter(), () -> {
            Optional<ObjectNode> order = orders.find(reference).filter(FluidSandbox::isPending);
            if (order.isPresent()) {
                send(PENDING, order.get(), Delivery.NORMAL);
            }
        });
    }

    private LocalResponse status(LocalRequest call, String transaction) throws FluidRefusal {
        orders.countCall("status");
        authenticate(call);
        ObjectNode order = orders.findByAlias(transaction)
                .flatMap(known -> orders.update(known.path("reference").asText(), counted -> Orders.count(counted, "calls", "status")))
                .orElseThrow(() -> new FluidRefusal(404, "1404", "Transaction not found", ""));
        return LocalResponse.json(200, order.path("guide").asBoolean() ? flat(order) : wrapped(order));
    }

    private static ObjectNode flat(JsonNode order) {
        ObjectNode body = Json.object().put("transaction_id", order.path("transaction").asText())
                .put("partner_reference", order.path("reference").asText()).put("status", order.path("status").asText());
        body.set("amount", amount(order));
        body.put("currency", currency(order));
        if (Orders.hasStatus(order, FAILED)) {
            body.set("error_details", order.path("error"));
        }
        return body;
    }

    private ObjectNode wrapped(JsonNode order) {
        ObjectNode body = Json.object().put("success", true);
        ObjectNode data = body.putObject("data").put("reference", order.path("transaction").asText()).put("status", order.path("status").asText());
        ObjectNode response = data.putObject("response").put("uuid", order.path("uuid").asText()).put("status", order.path("status").asText())
                .put("timestamp", order.path("updatedAt").asText()).put("reference", order.path("transaction").asText());
        if (!isPending(order)) {
            response.put("processed_at", order.path("updatedAt").asText()).put("approval_method", "ussd");
        }
        if (Orders.hasStatus(order, FAILED)) {
            response.put("error_message", order.path("error").path("message").asText());
        }
        body.putObject("meta").put("timestamp", clock.instant().toString()).put("request_id", UUID.randomUUID().toString()).put("api_version", "v1");
        return body;
    }

    private static LocalResponse balance() {
        ObjectNode body = Json.object().put("success", true);
        body.putObject("data").put("available_balance", new BigDecimal("12500.00")).put("currency", "GHS");
        return LocalResponse.json(200, body);
    }

    private void authenticate(LocalRequest call) throws FluidRefusal {
        String expected = "Bearer " + apiKey.get();
        if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), call.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8))) {
            orders.countRejected("rejectedKeys");
            throw new FluidRefusal(401, "1401", "Invalid API key", "");
        }
        if (!call.header("Accept").orElse("").contains("application/json")) {
            throw new FluidRefusal(406, "1400", "Accept must be application/json", "");
        }
    }

    /** The prompt on the phone, found by the transaction or by the phone number of its latest debit. */
    private LocalResponse page(LocalRequest call, String alias) throws InterruptedException {
        Optional<ObjectNode> order = orders.findByAlias(alias);
        if (order.isEmpty()) {
            return LocalResponse.html(404, CustomerPage.of("FLUID", "<p>No payment waits on this phone.</p>"));
        }
        if (call.method().equals("POST")) {
            if (isPending(order.get())) {
                decide(order.get().path("reference").asText(), call.form().getOrDefault("action", ""));
            }
            return LocalResponse.seeOther("/" + name() + "/approve/" + alias.replace("+", "%2B"));
        }
        return LocalResponse.html(200, FluidPages.approval(order.get()));
    }

    private void decide(String reference, String action) throws InterruptedException {
        switch (action) {
            case "approve" -> control.simulate(reference, Outcome.PAID);
            case "reject" -> {
                orders.update(reference, order -> order.set("error", FluidScenario.REJECTED.error()));
                control.simulate(reference, Outcome.FAILED);
            }
            case "cancel" -> control.simulate(reference, Outcome.CANCELLED);
            default -> { }
        }
    }

    @Override
    public void apply(Outcome outcome, ObjectNode order) {
        order.put("previous", order.path("status").asText()).put("event", event()).put("updatedAt", clock.instant().toString());
        if (outcome == Outcome.REFUNDED || !Orders.hasStatus(order, COMPLETED, REVERSED)) {
            order.put("status", status(outcome, order));
        }
        if (Orders.hasStatus(order, FAILED) && !order.has("error")) {
            order.set("error", outcome == Outcome.CANCELLED ? FluidScenario.error("cancelled", "Cancelled by customer")
                    : FluidScenario.error("failed", "Transaction failed"));
        }
    }

    @Override
    public void notify(Outcome outcome, ObjectNode order, Delivery delivery) throws InterruptedException {
        send(status(outcome, order), order, delivery);
    }

    /** Only the guide has a cancelled debit; in the reference it is a failed one. */
    private static String status(Outcome outcome, JsonNode order) {
        return switch (outcome) {
            case PAID -> COMPLETED;
            case FAILED -> FAILED;
            case CANCELLED -> order.path("guide").asBoolean() ? CANCELLED : FAILED;
            case REFUNDED -> REVERSED;
        };
    }

    private void send(String status, ObjectNode order, Delivery delivery) throws InterruptedException {
        String event = "transaction." + status;
        ObjectNode body = Json.object().put("event", event).put("event_id", order.path("event").asText())
                .put("timestamp", order.path("updatedAt").asText()).put("api_version", "v1");
        ObjectNode data = body.putObject("data");
        ObjectNode transaction = data.putObject("transaction").put("id", "dt_" + order.path("uuid").asText().substring(0, 8))
                .put("uuid", order.path("uuid").asText()).put("reference", order.path("transaction").asText())
                .put("partner_reference", order.path("reference").asText()).put("status", status);
        transaction.set("amount", amount(order));
        transaction.put("currency", currency(order)).put("narration", order.path("text").asText()).put("approval_method", "ussd");
        if (!order.path("bank").asText().isEmpty()) {
            transaction.set("bank", FluidBanks.bank(order.path("bank").asText()));
        }
        transaction.putObject("customer").put("name", "Sandbox Customer").put("phone_number", order.path("phone").asText());
        transaction.put("created_at", order.path("createdAt").asText());
        if (status.equals(FAILED)) {
            transaction.set("error_details", order.has("error") ? order.path("error") : FluidScenario.error("failed", "Transaction failed"));
        }
        data.put("previous_status", order.path("previous").asText(PENDING));
        byte[] bytes = Json.bytes(body);
        String secret = delivery == Delivery.FORGED ? "not-the-secret" : webhookSecret.get();
        webhooks.send(order.path("reference").asText(), order.path("callback").asText(), bytes, Map.of(
                "X-Fluid-Signature", HexFormat.of().formatHex(Hmac.sha256(secret, bytes)), "X-FLUID-Event", event, "X-FLUID-Delivery-ID", "dlv_" + UUID.randomUUID(),
                "X-FLUID-Timestamp", String.valueOf(clock.instant().getEpochSecond())), delivery);
    }

    @Override
    public void describe(ObjectNode totals) {
        Orders.showCounters(totals, "rejectedKeys", "create", "status");
    }

    /** Returns whole pesewas in the form of the guide, and cedis with a decimal point, as in the documented payload, in the form of the reference. */
    private static JsonNode amount(JsonNode order) {
        BigDecimal cedis = new BigDecimal(order.path("paidAmount").asText(order.path("amount").asText()));
        ObjectNode holder = Json.object();
        if (order.path("guide").asBoolean()) {
            holder.put("amount", cedis.movePointRight(2).setScale(0, RoundingMode.UNNECESSARY).longValueExact());
        } else {
            BigDecimal shortest = cedis.stripTrailingZeros();
            holder.put("amount", shortest.scale() < 1 ? shortest.setScale(1) : shortest);
        }
        return holder.get("amount");
    }

    private static String currency(JsonNode order) {
        return order.path("paidCurrency").asText(order.path("currency").asText());
    }

    static boolean isPending(JsonNode order) {
        return Orders.hasStatus(order, PENDING);
    }

    private static String event() {
        return "evt_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }
}
