package africa.paylinks.local.sandbox.paystack;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Background;
import africa.paylinks.local.sandbox.Delivery;
import africa.paylinks.local.sandbox.Orders;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Simulates Paystack's refunds: queued first, processed a moment later, with faults on request. */
final class PaystackRefundSimulator {

    private static final String NEXT = "nextRefunds";
    private static final String PENDING = "pending";
    private static final String PROCESSED = "processed";
    private static final String DASHBOARD = "dashboard";
    private static final Duration QUEUED = Duration.ofMillis(500);
    private static final Set<String> KINDS = Set.of(PENDING, "timeout", "lost", "error", "reject", "none");
    private static final Set<String> OUTCOMES = Set.of(PROCESSED, "failed", "needs-attention");

    private final Orders orders;
    private final PaystackWebhooks webhooks;
    private final LongSupplier ids;
    private final Clock clock;

    PaystackRefundSimulator(Orders orders, PaystackWebhooks webhooks, LongSupplier ids, Clock clock) {
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
        Optional<ObjectNode> order = reference.flatMap(orders::find).filter(known -> OUTCOMES.contains(outcome));
        if (order.isPresent()) {
            settle(reference.get(), outcome, Delivery.named(command.path("webhook").asText("normal")).orElse(Delivery.NORMAL));
        }
        return order.flatMap(known -> orders.find(reference.get())).map(settled -> LocalResponse.json(200, settled));
    }

    /** Refunds as the merchant does on the dashboard, where nobody writes our reference into the note. */
    private LocalResponse refundOnDashboard(String reference, ObjectNode command) throws InterruptedException {
        ObjectNode body = Json.object().put("merchant_note", command.path("note").asText("From the dashboard"));
        ObjectNode made;
        try {
            if (command.has("amount")) {
                body.put("amount", PaystackRequest.subunits(command.path("amount").asText()));
            }
            made = made(reference, body, command.path("status").asText(PROCESSED));
        } catch (PaystackRefusal | NumberFormatException refusal) {
            return LocalResponse.problem(400, "Bad Request", "invalid-request", refusal.getMessage());
        }
        send(reference, List.of(made), Delivery.named(command.path("webhook").asText("normal")).orElse(Delivery.NORMAL));
        return LocalResponse.json(200, orders.find(reference).orElseThrow());
    }

    private void settle(String reference, String outcome, Delivery delivery) throws InterruptedException {
        List<JsonNode> settled = new ArrayList<>();
        orders.update(reference, known -> {
            settled.clear();
            known.path("refunds").forEach(refund -> {
                if (refund.path("status").asText().equals(PENDING)) {
                    settled.add(((ObjectNode) refund).put("status", outcome));
                }
            });
        });
        send(reference, settled, delivery);
    }

    private void send(String reference, List<? extends JsonNode> changed, Delivery delivery) throws InterruptedException {
        ObjectNode order = orders.find(reference).orElseThrow();
        for (JsonNode refund : changed) {
            for (int sent = 0; sent < (delivery == Delivery.NONE ? 0 : delivery == Delivery.DUPLICATE ? 2 : 1); sent++) {
                webhooks.send(reference, PaystackBodies.event("refund." + refund.path("status").asText(), PaystackBodies.refundEvent(order, refund)), delivery);
            }
        }
    }

    /** Handles a request for a refund, under the fault that was set. Kind {@code pending} leaves it to a command to settle it. */
    LocalResponse create(ObjectNode body) throws PaystackRefusal {
        String reference = body.path("transaction").asText();
        ObjectNode order = orders.find(reference).or(() -> orders.findByAlias(reference)).orElseThrow(() -> new PaystackRefusal(404, "Transaction not found"));
        String key = order.path("reference").asText();
        orders.countCall("refund");
        orders.update(key, known -> Orders.count(known, "calls", "refund"));
        String kind = next();
        switch (kind) {
            case "reject" -> throw new PaystackRefusal(400, "Your balance is not enough to fulfill this request", "insufficient_balance");
            case "error" -> throw new PaystackRefusal(500, "An error occurred");
            case "lost" -> {
                return LocalResponse.dropped();
            }
            default -> { }
        }
        ObjectNode made = made(key, body, PENDING);
        if (!kind.equals(PENDING)) {
            Background.after(clock, QUEUED, () -> settle(key, PROCESSED, Delivery.NORMAL));
        }
        return kind.equals("timeout") ? LocalResponse.dropped()
                : PaystackSandbox.success("Refund has been queued for processing", PaystackBodies.created(orders.find(key).orElseThrow(), made));
    }

    private String next() {
        String[] kind = {"none"};
        orders.updateTotals(totals -> {
            kind[0] = "none";
            if (totals.path(NEXT) instanceof ObjectNode next && next.path("times").asInt() > 0) {
                kind[0] = next.path("kind").asText();
                next.put("times", next.path("times").asInt() - 1);
            }
        });
        return kind[0];
    }

    private ObjectNode made(String reference, ObjectNode body, String status) throws PaystackRefusal {
        long requested = body.has("amount") ? PaystackRequest.amount(body.path("amount")) : 0;
        ObjectNode[] made = {Json.object()};
        orders.update(reference, known -> {
            long left = left(known);
            long amount = requested == 0 ? left : requested;
            made[0] = PaystackSandbox.isPaid(known) && amount > 0 && amount <= left ? make(known, amount, body.path("merchant_note").asText(), status)
                    : Json.object();
        });
        if (made[0].isEmpty()) {
            throw new PaystackRefusal(400, "Refund amount cannot be more than the transaction amount", "invalid_params");
        }
        return made[0];
    }

    /** Creates a refund; call it within an update of its order. */
    ObjectNode make(ObjectNode order, long amount, String note, String status) {
        ObjectNode refund = Json.object().put("id", ids.getAsLong()).put("amount", amount).put("currency", order.path("currency").asText())
                .put("note", note).put("status", status).put("createdAt", clock.instant().toString());
        order.withArray("/refunds").add(refund);
        if (left(order) == 0) {
            order.put("status", PaystackSandbox.REVERSED);
        }
        orders.updateTotals(totals -> totals.withArray("/refunds").addObject().put("id", refund.path("id").asLong())
                .put("reference", order.path("reference").asText()));
        return refund;
    }

    /** Returns the amount of an order, in subunits, that is neither refunded nor being refunded. */
    static long left(JsonNode order) {
        long left = PaystackBodies.paidAmount(order);
        for (JsonNode refund : order.path("refunds")) {
            left -= refund.path("status").asText().equals("failed") ? 0 : refund.path("amount").asLong();
        }
        return left;
    }

    Optional<ObjectNode> find(String id) {
        for (JsonNode refund : listed(Optional.empty())) {
            if (refund.path("id").asText().equals(id)) {
                return Optional.of((ObjectNode) refund);
            }
        }
        return Optional.empty();
    }

    /** Returns the refunds, of one transaction if its id is given, the newest first, as Paystack lists them. */
    ArrayNode listed(Optional<String> transactionId) {
        ArrayNode list = Json.object().putArray("data");
        orders.totals().path("refunds").forEach(made -> orders.find(made.path("reference").asText())
                .filter(order -> transactionId.isEmpty() || transactionId.get().equals(order.path("id").asText()))
                .ifPresent(order -> order.path("refunds").forEach(refund -> {
                    if (refund.path("id").equals(made.path("id"))) {
                        list.insert(0, PaystackBodies.refund(order, refund));
                    }
                })));
        return list;
    }
}
