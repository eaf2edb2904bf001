package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Orders;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Simulates Flutterwave's refunds: partial or full, immediate or pending, with faults on request. */
final class FlutterwaveRefundSimulator {

    private static final String NEXT = "nextRefunds";
    private static final String PENDING = "pending";
    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";
    private static final String DASHBOARD = "dashboard";
    /** Makes the refund, loses the answer, and lists it without comments. */
    private static final String UNMARKED = "timeout-unmarked";
    private static final Set<String> KINDS = Set.of(PENDING, "timeout", UNMARKED, "lost", "error", "reject", "none");

    private final Orders orders;
    private final FlutterwaveWebhooks webhooks;
    private final LongSupplier ids;
    private final Clock clock;

    FlutterwaveRefundSimulator(Orders orders, FlutterwaveWebhooks webhooks, LongSupplier ids, Clock clock) {
        this.orders = orders;
        this.webhooks = webhooks;
        this.ids = ids;
        this.clock = clock;
    }

    /** Returns a command about refunds; empty when the command is about something else. */
    Optional<LocalResponse> command(Optional<String> reference, ObjectNode command) throws InterruptedException {
        String kind = command.path("refunds").asText();
        if (reference.isEmpty() && KINDS.contains(kind)) {
            orders.updateTotals(totals -> totals.putObject(NEXT).put("kind", kind).put("times", command.path("times").asInt(1)));
            return Optional.of(LocalResponse.json(200, orders.totals()));
        }
        String outcome = command.path("refund").asText();
        if (outcome.equals(DASHBOARD) && reference.flatMap(orders::find).isPresent()) {
            return Optional.of(refundOnDashboard(reference.get(), command));
        }
        Optional<ObjectNode> order = reference.flatMap(orders::find).filter(known -> outcome.equals(COMPLETED) || outcome.equals(FAILED));
        if (order.isPresent()) {
            settle(reference.get(), outcome, Delivery.named(command.path("webhook").asText("normal")).orElse(Delivery.NORMAL));
        }
        return order.flatMap(known -> orders.find(reference.get())).map(settled -> LocalResponse.json(200, settled));
    }

    /** Refunds as the merchant does on the dashboard, where nobody writes our reference into the comments. */
    private LocalResponse refundOnDashboard(String reference, ObjectNode command) throws InterruptedException {
        Optional<JsonNode> paid = FlutterwaveSandbox.paid(orders.find(reference).orElseThrow());
        ObjectNode body = Json.object().put("comments", command.path("comments").asText("From the dashboard"));
        if (command.has("amount")) {
            body.set("amount", command.path("amount"));
        }
        ObjectNode made;
        try {
            made = made(reference, paid.orElseThrow(() -> new FlutterwaveRefusal(400, "Transaction is not refundable")), body,
                    command.path("status").asText(COMPLETED));
        } catch (FlutterwaveRefusal refusal) {
            return LocalResponse.problem(400, "Bad Request", "invalid-request", refusal.getMessage());
        }
        send(reference, made, Delivery.named(command.path("webhook").asText("normal")).orElse(Delivery.NORMAL));
        return LocalResponse.json(200, orders.find(reference).orElseThrow());
    }

    private void send(String reference, JsonNode refund, Delivery delivery) throws InterruptedException {
        for (int sent = 0; sent < (delivery == Delivery.NONE ? 0 : delivery == Delivery.DUPLICATE ? 2 : 1); sent++) {
            webhooks.send(reference, FlutterwaveBodies.refundNotice(refund), delivery);
        }
    }

    private void settle(String reference, String outcome, Delivery delivery) throws InterruptedException {
        List<JsonNode> settled = new ArrayList<>();
        orders.update(reference, order -> order.path("refunds").forEach(refund -> {
            if (refund.path("status").asText().equals(PENDING)) {
                settled.add(((ObjectNode) refund).put("status", outcome));
            }
        }));
        for (JsonNode refund : settled) {
            send(reference, refund, delivery);
        }
    }

    /** Handles a request for a refund, under the fault that was set. */
    LocalResponse answer(String reference, JsonNode paid, ObjectNode body) throws FlutterwaveRefusal {
        String kind = next();
        switch (kind) {
            case "reject" -> throw new FlutterwaveRefusal(400, "Insufficient balance to refund this transaction");
            case "error" -> throw new FlutterwaveRefusal(500, "An error occurred. Please contact support");
            case "lost" -> {
                return LocalResponse.dropped();
            }
            default -> { }
        }
        ObjectNode made = made(reference, paid, kind.equals(UNMARKED) ? body.deepCopy().put("comments", "") : body, kind.equals(PENDING) ? PENDING : COMPLETED);
        return kind.startsWith("timeout")
                ? LocalResponse.dropped()
                : FlutterwaveSandbox.success("Transaction refund initiated", FlutterwaveBodies.refund(made));
    }

    private String next() {
        String[] kind = {"none"};
        orders.updateTotals(totals -> {
            if (totals.path(NEXT) instanceof ObjectNode next && next.path("times").asInt() > 0) {
                kind[0] = next.path("kind").asText();
                next.put("times", next.path("times").asInt() - 1);
            } else {
                kind[0] = "none";
            }
        });
        return kind[0];
    }

    private ObjectNode made(String reference, JsonNode paid, ObjectNode body, String status) throws FlutterwaveRefusal {
        String currency = orders.find(reference).orElseThrow().path("currency").asText();
        String requested = body.has("amount") ? FlutterwaveRequest.amount(body.path("amount"), currency) : "";
        ObjectNode[] made = {Json.object()};
        orders.update(reference, known -> {
            BigDecimal left = left(known, paid);
            BigDecimal amount = requested.isEmpty() ? left : new BigDecimal(requested);
            made[0] = amount.signum() > 0 && amount.compareTo(left) <= 0
                    ? make(known, paid, amount, body.path("comments").asText(), status)
                    : Json.object();
        });
        if (made[0].isEmpty()) {
            throw new FlutterwaveRefusal(400, "Refund amount cannot be more than what is left of the transaction");
        }
        return made[0];
    }

    /** Creates a refund; call it within an update of its order. */
    ObjectNode make(ObjectNode order, JsonNode paid, BigDecimal amount, String comments, String status) {
        ObjectNode refund = Json.object().put("id", ids.getAsLong()).put("transaction", paid.path("id").asLong()).put("amount", amount.toPlainString())
                .put("flwRef", paid.path("flwRef").asText()).put("comments", comments).put("status", status).put("createdAt", clock.instant().toString());
        order.withArray("/refunds").add(refund);
        if (left(order, paid).signum() == 0) {
            order.put("status", FlutterwaveSandbox.REFUNDED);
        }
        order.put("updatedAt", clock.instant().toString());
        orders.updateTotals(totals -> totals.withArray("/refunds").addObject().put("id", refund.path("id").asLong())
                .put("reference", order.path("reference").asText()));
        return refund;
    }

    /** Returns the amount of a transaction that is neither refunded nor being refunded. */
    static BigDecimal left(JsonNode order, JsonNode paid) {
        BigDecimal left = FlutterwaveBodies.amount(order, paid);
        for (JsonNode refund : order.path("refunds")) {
            left = refund.path("status").asText().equals(FAILED) ? left : left.subtract(new BigDecimal(refund.path("amount").asText()));
        }
        return left;
    }

    /** Returns the refunds of a transaction, as Flutterwave lists them. */
    ArrayNode of(String transaction) {
        ArrayNode list = Json.object().putArray("data");
        orders.findByAlias(transaction).ifPresent(order -> order.path("refunds").forEach(refund -> {
            if (refund.path("transaction").asText().equals(transaction)) {
                list.add(FlutterwaveBodies.refund(refund));
            }
        }));
        return list;
    }

    /** Returns all refunds, as Flutterwave lists them. */
    ArrayNode all() {
        ArrayNode list = Json.object().putArray("data");
        orders.totals().path("refunds").forEach(made -> orders.find(made.path("reference").asText())
                .ifPresent(order -> order.path("refunds").forEach(refund -> {
                    if (refund.path("id").equals(made.path("id"))) {
                        list.add(FlutterwaveBodies.refund(refund));
                    }
                })));
        return list;
    }
}
