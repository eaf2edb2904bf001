package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.InjectedFault;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Outcome;
import africa.paylinks.local.sandbox.PaymentControl;
import africa.paylinks.local.sandbox.Refusal;
import africa.paylinks.local.sandbox.SandboxSystem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Simulates KKiaPay as its SDKs and its integration document describe it: a payment page, a new transaction for every attempt, a status call in both
 * dialects, refunds of mobile money only, webhooks that are sent up to five times.
 *
 * <p>KKiaPay learns of a payment when the page opens. No call creates a payment, so injected faults affect the next status or refund calls, or only the calls
 * that the field {@code "call"} names. KKiaPay documents no webhook for a refund, so the sandbox sends none.
 *
 * <p>Its control endpoint also takes {@code failureCode} ({@code timeout} sends {@code transaction.timeout}) and {@code source} ({@code CARD}) of an outcome, and
 * {@code {"signature":"static"}} or {@code "hmac-hex"} for the system as a whole: webhooks as KKiaPay sends them in production, or as it documents them.
 */
public final class KkiapaySandbox implements SandboxSystem, PaymentControl.Provider {

    static final String OPEN = "OPEN";
    static final String SUCCESS = "SUCCESS";
    static final String FAILED = "FAILED";
    static final String REVERTED = "REVERTED";

    private static final String STATUS = "/api/v1/transactions/status";
    private static final String REVERT = "/api/v1/transactions/revert";
    private static final Pattern DOCUMENTED_STATUS = Pattern.compile("(?:/v1)?/transactions/([^/]+)");
    private static final Pattern PAGE = Pattern.compile("/widget/?");
    private static final String MOBILE_MONEY = "MOBILE_MONEY";
    private static final String FAULTY_CALL = "misbehavingCall";
    private static final char[] ID_ALPHABET = "0123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ_-".toCharArray();
    private static final Map<String, String> DOCUMENTED_WORDS = Map.of(SUCCESS, "COMPLETE", FAILED, "FAILED", REVERTED, "REFUNDED");

    private final KkiapayKeys keys;
    private final LinkOpener links;
    private final Orders orders;
    private final KkiapayWebhooks webhooks;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final PaymentControl control;

    /**
     * Configures the merchant at KKiaPay.
     *
     * @param links finds the payment whose page no customer has opened yet
     */
    public KkiapaySandbox(KkiapayKeys keys, LinkOpener links, Orders orders, KkiapayWebhooks webhooks, Clock clock) {
        this.keys = keys;
        this.links = links;
        this.orders = orders;
        this.webhooks = webhooks;
        this.clock = clock;
        this.control = new PaymentControl(orders, this, clock);
    }

    @Override
    public String name() {
        return "kkiapay";
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) throws InterruptedException {
        return control.answer(call, path);
    }

    @Override
    public void refresh(String reference) throws InterruptedException {
        if (orders.find(reference).isEmpty()) {
            links.open(reference).ifPresent(this::opened);
        }
    }

    @Override
    public Optional<LocalResponse> command(Optional<String> reference, ObjectNode command) {
        if (reference.isPresent() && (command.has("failureCode") || command.has("source"))) {
            orders.update(reference.get(), order -> order.putObject("next").put("failureCode", command.path("failureCode").asText(""))
                    .put("source", command.path("source").asText(MOBILE_MONEY)));
        } else if (reference.isEmpty() && command.has("create")) {
            orders.updateTotals(totals -> totals.put(FAULTY_CALL, command.path("call").asText("")));
        } else if (reference.isEmpty() && command.has("signature")) {
            orders.updateTotals(totals -> totals.put("signature", command.path("signature").asText()));
            return Optional.of(control.totals());
        }
        return Optional.empty();
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws Refusal, InterruptedException {
        if (PAGE.matcher(path).matches()) {
            return page(call);
        }
        Matcher documented = DOCUMENTED_STATUS.matcher(path);
        if (call.method().equals("POST") && path.equals(STATUS)) {
            return operation("status", call, true, () -> status(transactionId(call)));
        }
        if (call.method().equals("POST") && path.equals(REVERT)) {
            return operation("revert", call, true, () -> revert(transactionId(call)));
        }
        if (call.method().equals("GET") && documented.matches()) {
            return operation("status", call, false, () -> documentedStatus(documented.group(1)));
        }
        throw new KkiapayRefusal(404, "NOT_FOUND", call.method() + " " + path);
    }

    private LocalResponse operation(String operation, LocalRequest call, boolean allKeys, InjectedFault.Work work) throws Refusal, InterruptedException {
        orders.countCall(operation);
        return fault(operation).around(new KkiapayRefusal(403, "INVALID_TRANSACTION", "You are not owner of this transaction"),
                new KkiapayRefusal(500, "INTERNAL_ERROR", "Something went wrong"), () -> {
                    if (!keys.open(call, allKeys)) {
                        orders.countRejected("rejectedKeys");
                        throw new KkiapayRefusal(401, "UNAUTHORIZED", "The API keys are wrong");
                    }
                    return work.run();
                });
    }

    private InjectedFault fault(String operation) {
        String only = orders.totals().path(FAULTY_CALL).asText("");
        return only.isEmpty() || only.equals(operation) ? InjectedFault.next(orders) : new InjectedFault("none", Duration.ZERO);
    }

    private static String transactionId(LocalRequest call) throws KkiapayRefusal {
        try {
            return Optional.of(Json.readObject(call.body()).path("transactionId")).filter(JsonNode::isTextual).map(JsonNode::textValue)
                    .orElseThrow(() -> new KkiapayRefusal(400, "INVALID_FIELD", "transactionId is required"));
        } catch (IOException e) {
            throw new KkiapayRefusal(400, "INVALID_FIELD", "The body is " + e.getMessage());
        }
    }

    private LocalResponse status(String id) throws KkiapayRefusal {
        ObjectNode order = counted(id, "status");
        JsonNode transaction = transaction(order, id);
        ObjectNode answer = Json.object().put("performed_at", transaction.path("performedAt").asText()).put("type", "DEBIT")
                .put("status", transaction.path("status").asText()).put("source", transaction.path("source").asText())
                .put("source_common_name", transaction.path("source").asText().equals(MOBILE_MONEY) ? "mtn-benin" : "visa");
        money(answer, order, transaction);
        answer.put("externalTransactionId", "ext-" + id).put("transactionId", id).put("performedAt", transaction.path("performedAt").asText())
                .put("state", order.path("data").asText()).put("partnerId", order.path("partnerId").asText()).put("country", "BJ")
                .put("reason", order.path("reason").asText()).put("feeSupportedBy", "MERCHANT");
        putFailure(answer, transaction);
        answer.putObject("client").put("fullname", "").put("phone", transaction.path("account").asText()).put("email", "");
        return LocalResponse.json(200, answer);
    }

    private LocalResponse documentedStatus(String id) throws KkiapayRefusal {
        ObjectNode order = counted(id, "status");
        JsonNode transaction = transaction(order, id);
        String status = transaction.path("status").asText();
        ObjectNode answer = Json.object().put("transactionId", id).put("status", DOCUMENTED_WORDS.get(status)).put("isPaymentSucces", status.equals(SUCCESS))
                .put("method", transaction.path("source").asText()).put("account", transaction.path("account").asText());
        money(answer, order, transaction);
        putFailure(answer, transaction);
        answer.put("label", order.path("reason").asText()).put("partnerId", order.path("partnerId").asText())
                .put("performedAt", transaction.path("performedAt").asText()).put("stateData", order.path("data").asText());
        return LocalResponse.json(200, answer);
    }

    private LocalResponse revert(String id) throws KkiapayRefusal {
        ObjectNode order = counted(id, "revert");
        JsonNode transaction = transaction(order, id);
        if (!transaction.path("source").asText().equals(MOBILE_MONEY)) {
            throw new KkiapayRefusal(400, "INVALID_TRANSACTION_TYPE", "We can't revert this transaction");
        }
        if (!transaction.path("status").asText().equals(SUCCESS)) {
            throw new KkiapayRefusal(400, "TRANSACTION_NOT_ELIGIBLE", "This transaction is already reverted or not eligible");
        }
        orders.update(order.path("reference").asText(), known -> apply(Outcome.REFUNDED, known));
        return LocalResponse.json(200, Json.object().put("code", "SUCCESS").put("description", REVERTED).put("transactionId", id));
    }

    private ObjectNode counted(String id, String operation) throws KkiapayRefusal {
        return orders.findByAlias(id).map(order -> order.path("reference").asText())
                .flatMap(reference -> orders.update(reference, order -> Orders.count(order, "calls", operation)))
                .orElseThrow(() -> new KkiapayRefusal(404, "TRANSACTION_NOT_FOUND", "Transaction not found"));
    }

    private static JsonNode transaction(ObjectNode order, String id) {
        for (JsonNode transaction : order.path("transactions")) {
            if (transaction.path("transactionId").asText().equals(id)) {
                return transaction;
            }
        }
        throw new IllegalStateException("No transaction " + id);
    }

    private static void money(ObjectNode answer, ObjectNode order, JsonNode transaction) {
        BigDecimal amount = amount(order, transaction);
        BigDecimal fees = fees(amount);
        answer.put("amount", amount).put("fees", fees).put("net", amount.subtract(fees)).put("income", fees);
        if (order.hasNonNull("paidCurrency")) {
            answer.put("currency", order.path("paidCurrency").asText());
        }
    }

    /** Returns KKiaPay's fee, 1.9 % as in its examples. */
    static BigDecimal fees(BigDecimal amount) {
        return amount.multiply(new BigDecimal("0.019")).setScale(0, RoundingMode.HALF_UP);
    }

    /** Returns the amount that was paid; the control endpoint may have set another amount than requested. */
    static BigDecimal amount(JsonNode order, JsonNode transaction) {
        return new BigDecimal(order.path("paidAmount").asText(transaction.path("amount").asText()));
    }

    private static void putFailure(ObjectNode answer, JsonNode transaction) {
        if (transaction.path("status").asText().equals(FAILED)) {
            answer.put("failureCode", transaction.path("failureCode").asText()).put("failureMessage", transaction.path("failureCode").asText());
        }
    }

    private LocalResponse page(LocalRequest call) throws InterruptedException {
        try {
            WidgetSettings settings = WidgetSettings.read(call.rawQuery(), keys.publicKey());
            ObjectNode order = opened(settings);
            if (!call.method().equals("POST")) {
                return LocalResponse.html(200, KkiapayPages.widget(settings, order));
            }
            // A repeated submission does not pay twice.
            if (!isSettled(order)) {
                order = attempted(call.form(), order.path("reference").asText());
            }
            return LocalResponse.seeOther(isSettled(order) && !settings.callback().isEmpty()
                    ? callback(settings, lastTransaction(order).path("transactionId").asText()) : "/" + name() + "/widget/?" + call.rawQuery());
        } catch (KkiapayRefusal e) {
            return LocalResponse.html(400, KkiapayPages.refusal(e));
        }
    }

    private ObjectNode attempted(Map<String, String> form, String reference) throws InterruptedException {
        String action = form.getOrDefault("action", "");
        String phone = form.getOrDefault("phone", "");
        String failureCode = switch (action) {
            case "momo" -> TestNumbers.failureCode(phone);
            case "timeout" -> "timeout";
            case "cancel" -> "cancelled_by_user";
            case "card-declined" -> "payment_declined";
            default -> "";
        };
        orders.update(reference, order -> order.putObject("next").put("failureCode", failureCode).put("account", phone)
                .put("source", action.startsWith("card") ? "CARD" : MOBILE_MONEY));
        control.simulate(reference, failureCode.isEmpty() ? Outcome.PAID : Outcome.FAILED);
        return orders.find(reference).orElseThrow();
    }

    private ObjectNode opened(WidgetSettings settings) {
        String reference = settings.reference().orElse("unnamed");
        return orders.upsert(reference, () -> {
            ObjectNode order = Orders.started(Json.object().put("reference", reference).put("status", OPEN).put("amount", settings.amount()).put("currency", "XOF")
                    .put("data", settings.data()).put("partnerId", settings.partnerId()).put("callback", settings.callback()).put("reason", settings.reason())
                    .put("createdAt", clock.instant().toString()), "widget", "status", "revert");
            order.putArray("transactions");
            return order;
        }, order -> Orders.count(order, "calls", "widget"));
    }

    @Override
    public void apply(Outcome outcome, ObjectNode order) {
        JsonNode next = order.path("next");
        String source = next.path("source").asText(MOBILE_MONEY);
        String failureCode = next.path("failureCode").asText("");
        switch (outcome) {
            case PAID -> {
                if (!isSettled(order)) {
                    attempt(order, SUCCESS, source, "", next.path("account").asText(""));
                }
            }
            case FAILED -> attempt(order, FAILED, source, failureCode.isEmpty() ? "processing_error" : failureCode, next.path("account").asText(""));
            case CANCELLED -> attempt(order, FAILED, source, "cancelled_by_user", "");
            case REFUNDED -> order.path("transactions").forEach(transaction -> {
                if (transaction.path("status").asText().equals(SUCCESS)) {
                    ((ObjectNode) transaction).put("status", REVERTED);
                    order.put("status", REVERTED);
                }
            });
        }
        order.remove("next");
    }

    private void attempt(ObjectNode order, String status, String source, String failureCode, String account) {
        String id = newId();
        order.withArray("/transactions").addObject().put("transactionId", id).put("status", status).put("source", source)
                .put("amount", order.path("amount").asLong()).put("failureCode", failureCode).put("account", account).put("performedAt", clock.instant().toString());
        orders.alias(id, order.path("reference").asText());
        order.put("status", isSettled(order) ? order.path("status").asText() : status).put("transactionId", id);
        order.remove(List.of("paidAmount", "paidCurrency"));
    }

    @Override
    public void notify(Outcome outcome, ObjectNode order, Delivery delivery) throws InterruptedException {
        if (delivery == Delivery.FORGED) {
            webhooks.forge(order, newId());
        } else if (outcome != Outcome.REFUNDED) {
            webhooks.send(order, announced(outcome, order), delivery, orders.totals().path("signature").asText("static").equals("hmac-hex"));
        }
    }

    /** Returns the attempt of the webhook: the successful one for a payment, the latest one otherwise. */
    private static JsonNode announced(Outcome outcome, ObjectNode order) {
        JsonNode paid = MissingNode.getInstance();
        for (JsonNode transaction : order.path("transactions")) {
            paid = transaction.path("status").asText().equals(FAILED) ? paid : transaction;
        }
        return outcome == Outcome.PAID ? paid : lastTransaction(order);
    }

    @Override
    public void describe(ObjectNode totals) {
        Orders.showCounters(totals, "rejectedKeys", "status", "revert");
        totals.put("signature", totals.path("signature").asText("static"));
    }

    /** Returns whether an attempt has succeeded. */
    static boolean isSettled(JsonNode order) {
        return Orders.hasStatus(order, SUCCESS, REVERTED);
    }

    static JsonNode lastTransaction(JsonNode order) {
        return order.path("transactions").path(order.path("transactions").size() - 1);
    }

    static String callback(WidgetSettings settings, String transactionId) {
        return settings.callback() + (settings.callback().contains("?") ? "&" : "?") + "transaction_id=" + transactionId;
    }

    private String newId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            id.append(ID_ALPHABET[random.nextInt(ID_ALPHABET.length)]);
        }
        return id.toString();
    }
}
