package africa.paylinks.local.sandbox.merchant;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxSystem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A merchant's endpoint: it verifies the webhooks that it receives, stores them for inspection, and fails on request. */
public final class MerchantInbox implements SandboxSystem {

    private static final Set<String> FIELDS = Set.of("status", "times", "retryAfter", "delayMillis");
    private static final String NEXT = "next";
    private static final int MAX_STORED = 50_000;
    private static final int MAX_TIMES = 1_000_000;
    private static final int MAX_MILLIS = 120_000;
    private static final int SHOWN = 100;

    private final Supplier<List<String>> secrets;
    private final Orders orders;
    private final Deque<String[]> received;
    private final WebhookCheck check;
    private final Clock clock;

    /**
     * Opens the inbox, including what it received before a reload.
     *
     * @param secrets the keys that sign webhooks to the merchant
     * @param state objects that outlive a reload
     */
    @SuppressWarnings("unchecked")
    public MerchantInbox(Supplier<List<String>> secrets, Orders orders, Map<String, Object> state, Clock clock) {
        this.secrets = secrets;
        this.orders = orders;
        this.received = (Deque<String[]>) state.computeIfAbsent("merchant-received", key -> new ArrayDeque<String[]>());
        this.check = new WebhookCheck(clock);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "merchant";
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws InterruptedException {
        if (!call.method().equals("POST")) {
            return LocalResponse.problem(405, "Method Not Allowed", "method-not-allowed", "Post webhooks of payments here");
        }
        String failure = check.failure(call, secrets.get());
        JsonNode next = takeNext();
        int status = failure.isEmpty() ? next.path("status").asInt(200) : 401;
        keep(call, failure, status);
        Thread.sleep(next.path("delayMillis").asLong(0));
        if (status == 0) {
            return LocalResponse.dropped();
        }
        LocalResponse response = status == 200 ? LocalResponse.json(200, Json.object().put("received", true)) : LocalResponse.empty(status);
        return next.hasNonNull("retryAfter") ? response.with("Retry-After", next.path("retryAfter").asText()) : response;
    }

    private void keep(LocalRequest call, String failure, int status) {
        JsonNode body = read(call.body());
        String paymentId = body.path("data").path("id").asText("");
        ObjectNode state = Json.object().put("at", clock.instant().toString()).put("id", call.header("webhook-id").orElse(null))
                .put("timestamp", call.header("webhook-timestamp").orElse(null))
                .put("signature", call.header("webhook-signature").orElse(null)).put("type", body.path("type").asText(null))
                .put("paymentId", paymentId).put("status", body.path("data").path("status").asText(null))
                .put("verified", failure.isEmpty()).put("complaint", failure.isEmpty() ? null : failure).put("answered", status)
                .put("body", new String(call.body(), StandardCharsets.UTF_8));
        synchronized (received) {
            received.addLast(new String[] {paymentId, Json.text(state), failure.isEmpty() ? "verified" : ""});
            if (received.size() > MAX_STORED) {
                received.removeFirst();
            }
        }
    }

    private static JsonNode read(byte[] body) {
        try {
            return Json.readObject(body);
        } catch (IOException notJson) {
            return Json.object();
        }
    }

    private JsonNode takeNext() {
        JsonNode[] taken = {Json.object()};
        orders.updateTotals(totals -> {
            taken[0] = Json.object();
            if (totals.path(NEXT) instanceof ObjectNode next) {
                taken[0] = next.deepCopy();
                int left = next.path("times").asInt() - 1;
                next.put("times", left);
                if (left <= 0) {
                    totals.remove(NEXT);
                }
            }
        });
        return taken[0];
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) {
        try {
            return switch (call.method() + "/".repeat(path.size())) {
                case "GET" -> LocalResponse.json(200, listed(any -> true, limit(call)));
                case "GET/" -> LocalResponse.json(200, listed(one -> one[0].equals(path.get(0)), MAX_STORED));
                case "POST" -> arrange(Json.readObject(call.body()));
                case "DELETE" -> {
                    synchronized (received) {
                        received.clear();
                    }
                    orders.updateTotals(totals -> totals.remove(NEXT));
                    yield LocalResponse.empty(204);
                }
                default -> LocalResponse.problem(404, "Not Found", "not-found",
                        "GET, POST or DELETE /_control/merchant, GET /_control/merchant/<payment id>");
            };
        } catch (IOException e) {
            return invalid("The body is " + e.getMessage());
        }
    }

    private LocalResponse arrange(ObjectNode command) {
        Set<String> unknown = Json.unknownFields(command, FIELDS);
        int status = command.path("status").asInt(200);
        int times = command.path("times").asInt(1);
        long delay = command.path("delayMillis").asLong(0);
        if (!unknown.isEmpty()) {
            return invalid(unknown + " is none of " + new TreeSet<>(FIELDS));
        }
        if (status != 0 && (status < 200 || status > 599) || times < 0 || times > MAX_TIMES || delay < 0 || delay > MAX_MILLIS) {
            return invalid("status is 200 to 599, or 0 to break the connection; times is 0 to " + MAX_TIMES + "; delayMillis is 0 to " + MAX_MILLIS);
        }
        Optional<ObjectNode> next = times == 0 ? Optional.empty()
                : Optional.of(Json.object().put("status", status).put("times", times).put("delayMillis", delay));
        next.filter(any -> command.hasNonNull("retryAfter")).ifPresent(any -> any.put("retryAfter", command.path("retryAfter").asText()));
        orders.updateTotals(totals -> next.ifPresentOrElse(any -> totals.set(NEXT, any), () -> totals.remove(NEXT)));
        // Returns the fault as it was set; a delivery in flight may have taken it already.
        ObjectNode answer = listed(any -> false, 0);
        next.ifPresent(any -> answer.set(NEXT, any));
        return LocalResponse.json(200, answer);
    }

    private ObjectNode listed(Predicate<String[]> filter, int most) {
        ObjectNode list = Json.object();
        List<String[]> all;
        synchronized (received) {
            all = List.copyOf(received);
        }
        list.put("received", all.size()).put("unverified", all.stream().filter(one -> one[2].isEmpty()).count());
        list.set(NEXT, orders.totals().get(NEXT));
        List<String[]> fitting = all.stream().filter(filter).toList();
        ArrayNode notifications = list.putArray("notifications");
        fitting.subList(Math.max(0, fitting.size() - most), fitting.size()).forEach(one -> notifications.add(Json.stored(one[1])));
        return list;
    }

    private static int limit(LocalRequest call) {
        String limit = call.rawQuery().replaceFirst("^limit=", "");
        return limit.matches("[0-9]{1,6}") ? Integer.parseInt(limit) : SHOWN;
    }

    private static LocalResponse invalid(String detail) {
        return LocalResponse.problem(400, "Bad Request", "invalid-request", detail);
    }
}
