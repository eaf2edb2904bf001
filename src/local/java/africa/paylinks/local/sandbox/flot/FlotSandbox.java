package africa.paylinks.local.sandbox.flot;

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
import africa.paylinks.local.sandbox.RetryPolicy;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.Webhooks;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simulates Flot: it checks fields and signatures strictly, has one attempt per unpaid order, sends one webhook per change, and lets a customer retry a failure.
 *
 * <p>Flot documents neither cancellation nor refund; here the webhook carries an undocumented status, and the product must tolerate it.
 */
public final class FlotSandbox implements SandboxSystem, PaymentControl.Provider {

    static final String CREATED = "created";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";
    static final String REFUNDED = "refunded";

    private static final String CREATE = "/merchants/private/v1/payment-links";
    private static final Pattern STATUS = Pattern.compile("/merchants/private/v1/external-orders/([^/]+)/payment-attempts/([^/]+)");
    private static final Pattern PAGE = Pattern.compile("/(pay|ussd)/([^/]+)");
    private static final String SIGNATURE = "X-Flot-Merchant-Signature";

    private final String baseUrl;
    private final Supplier<PublicKey> merchantKey;
    private final Supplier<String> webhookCredentials;
    private final Orders orders;
    private final Webhooks webhooks;
    private final Clock clock;
    private final PaymentControl control;

    /**
     * Configures the merchant at Flot.
     *
     * @param baseUrl URL of this system in the sandbox
     * @param merchantKey the merchant's public key
     * @param webhookCredentials {@code user:password} that the merchant chose for webhooks
     */
    public FlotSandbox(String baseUrl, Supplier<PublicKey> merchantKey, Supplier<String> webhookCredentials, Orders orders, Webhooks webhooks, Clock clock) {
        this.baseUrl = baseUrl;
        this.merchantKey = merchantKey;
        this.webhookCredentials = webhookCredentials;
        this.orders = orders;
        this.webhooks = webhooks;
        this.clock = clock;
        this.control = new PaymentControl(orders, this, clock);
    }

    @Override
    public String name() {
        return "flot";
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) throws InterruptedException {
        return control.answer(call, path);
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws Refusal, InterruptedException {
        Matcher page = PAGE.matcher(path);
        if (page.matches()) {
            return page(call, page.group(1), page.group(2));
        }
        Matcher status = STATUS.matcher(path);
        if (call.method().equals("POST") && path.equals(CREATE)) {
            return create(call);
        }
        if (call.method().equals("GET") && status.matches()) {
            return status(call, path, status.group(1), status.group(2));
        }
        throw new FlotRefusal(404, "NOT_FOUND", call.method() + " " + path);
    }

    private LocalResponse create(LocalRequest call) throws Refusal, InterruptedException {
        orders.recordCreation(call.body(), Map.of("signature", call.header(SIGNATURE).orElse("")));
        return InjectedFault.next(orders).around(
                new FlotRefusal(400, "CURRENCY_NOT_AVAILABLE_FOR_ORDER", "The merchant cannot be paid in this currency"),
                new FlotRefusal(500, "INTERNAL_ERROR", "Something went wrong"), () -> {
                    authenticate(call, call.body());
                    return order(FlotRequest.parse(call.body()));
                });
    }

    private LocalResponse order(FlotRequest request) throws FlotRefusal {
        ObjectNode order = orders.upsert(request.orderId(), () -> fresh(request), known -> Orders.count(known, "calls", "create"));
        if (isPaid(order)) {
            throw new FlotRefusal(400, "ORDER_ALREADY_COMPLETED", "Order " + request.orderId() + " is paid");
        }
        if (!sameMoney(order, request) || !order.path("type").asText().equals(request.type())) {
            throw new FlotRefusal(400, "INVALID_FIELD", "Order " + request.orderId() + " exists with another amount, currency or type");
        }
        orders.alias(order.path("attempt").asText(), request.orderId());
        ObjectNode body = Json.object();
        ObjectNode data = body.putObject("data").put("id", order.path("attempt").asText());
        data.set("link", order.get("link"));
        data.set("code", order.get("code"));
        return LocalResponse.json(200, body);
    }

    private ObjectNode fresh(FlotRequest request) {
        String attempt = "attempt-" + UUID.randomUUID();
        boolean momo = request.type().equals("momo");
        String now = clock.instant().toString();
        return Orders.started(Json.object().put("reference", request.orderId()).put("status", CREATED).put("amount", request.amount())
                .put("currency", request.currency()).put("type", request.type()).put("attempt", attempt)
                .put("link", momo ? null : baseUrl + "/pay/" + attempt)
                .put("code", momo ? "*175*" + (10_000_000 + Math.floorMod(attempt.hashCode(), 90_000_000)) + "#" : null)
                .put("page", baseUrl + (momo ? "/ussd/" : "/pay/") + attempt).put("createdAt", now).put("updatedAt", now), "create", "status");
    }

    private LocalResponse status(LocalRequest call, String path, String orderId, String attempt) throws FlotRefusal {
        orders.countCall("status");
        if (call.header("X-Flot-Merchant-Id").filter(id -> !id.isBlank()).isEmpty()) {
            throw new FlotRefusal(400, "REQUIRED", "X-Flot-Merchant-Id is required");
        }
        authenticate(call, ("GET\n" + path).getBytes(StandardCharsets.UTF_8), ("GET\n/" + name() + path).getBytes(StandardCharsets.UTF_8));
        ObjectNode order = orders.update(orderId, known -> Orders.count(known, "calls", "status"))
                .filter(known -> known.path("attempt").asText().equals(attempt))
                .orElseThrow(() -> new FlotRefusal(404, "NOT_FOUND", "No such payment attempt"));
        ObjectNode body = Json.object();
        body.putObject("data").put("id", attempt).put("externalId", orderId).put("amount", order.path("paidAmount").asText(order.path("amount").asText()))
                .put("currency", order.path("paidCurrency").asText(order.path("currency").asText())).put("status", order.path("status").asText())
                .put("createdAt", order.path("createdAt").asText()).put("updatedAt", order.path("updatedAt").asText());
        return LocalResponse.json(200, body);
    }

    private void authenticate(LocalRequest call, byte[]... signable) throws FlotRefusal {
        String signature = call.header(SIGNATURE).orElse("");
        for (byte[] bytes : signable) {
            if (FlotSignature.verifies(merchantKey.get(), bytes, signature)) {
                return;
            }
        }
        orders.countRejected("rejectedSignatures");
        throw new FlotRefusal(401, "INVALID_SIGNATURE", SIGNATURE + " does not sign this request");
    }

    private LocalResponse page(LocalRequest call, String kind, String attempt) throws InterruptedException {
        Optional<ObjectNode> order = orders.findByAlias(attempt);
        if (order.isEmpty()) {
            return LocalResponse.html(404, CustomerPage.of("Flot", "<p>There is no such payment.</p>"));
        }
        if (call.method().equals("POST")) {
            Optional<Outcome> outcome = switch (call.form().getOrDefault("action", "")) {
                case "pay" -> Optional.of(Outcome.PAID);
                case "fail" -> Optional.of(Outcome.FAILED);
                case "cancel" -> Optional.of(Outcome.CANCELLED);
                default -> Optional.empty();
            };
            // A repeated submission does not pay twice.
            if (outcome.isPresent() && !isPaid(order.get())) {
                control.simulate(order.get().path("reference").asText(), outcome.get());
            }
            return LocalResponse.seeOther("/" + name() + "/" + kind + "/" + attempt);
        }
        return LocalResponse.html(200, kind.equals("ussd") ? FlotPages.ussd(order.get()) : FlotPages.hosted(order.get()));
    }

    @Override
    public void apply(Outcome outcome, ObjectNode order) {
        if (outcome == Outcome.REFUNDED || !isPaid(order)) {
            order.put("status", status(outcome));
        }
        order.put("updatedAt", clock.instant().toString());
    }

    @Override
    public void notify(Outcome outcome, ObjectNode order, Delivery delivery) throws InterruptedException {
        String reference = order.path("reference").asText();
        String credentials = delivery == Delivery.FORGED ? "flot:not-the-password" : webhookCredentials.get();
        byte[] body = Json.bytes(Json.object().put("orderId", reference).put("flotRequestId", order.path("attempt").asText()).put("status", status(outcome)));
        webhooks.send(webhooks.message(reference, body, Map.of("Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))), delivery), RetryPolicy.NONE);
    }

    private static String status(Outcome outcome) {
        return switch (outcome) {
            case PAID -> COMPLETED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
            case REFUNDED -> REFUNDED;
        };
    }

    @Override
    public void describe(ObjectNode totals) {
        Orders.showCounters(totals, "rejectedSignatures", "create", "status");
        totals.put("publicKey", "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(merchantKey.get().getEncoded()) + "\n-----END PUBLIC KEY-----\n");
    }

    static boolean isPaid(JsonNode order) {
        return Orders.hasStatus(order, COMPLETED, REFUNDED);
    }

    private static boolean sameMoney(JsonNode order, FlotRequest request) {
        return new BigDecimal(order.path("amount").asText()).compareTo(new BigDecimal(request.amount())) == 0
                && order.path("currency").asText().equals(request.currency());
    }
}
