package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Write transactions: all or nothing, and once per token within ten minutes. */
final class Transactions {

    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);
    private static final int MAX_ITEMS = 100;
    private static final long MAX_BYTES = 4L * 1024 * 1024;
    private static final String REFUSED = "ConditionalCheckFailed";

    private final Function<String, Table> tables;
    private final Clock clock;
    /** The oldest first. */
    private final Map<String, Done> tokens = new LinkedHashMap<>();

    /** The request of a token, as a digest: tests make more of them in ten minutes than fit into memory. */
    private record Done(String request, Instant at) {
    }

    /** The result of a write: an error, or the new item. */
    private record Outcome(Write write, Optional<ObjectNode> before, Optional<ObjectNode> after, Optional<ObjectNode> reason) {
    }

    Transactions(Function<String, Table> tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    ObjectNode write(Parameters request) {
        List<Parameters> items = request.parts("TransactItems");
        if (items.isEmpty() || items.size() > MAX_ITEMS) {
            throw request.constraint("TransactItems", "[" + items.size() + " items]",
                    "Member must have length " + (items.isEmpty() ? "greater than or equal to 1" : "less than or equal to " + MAX_ITEMS));
        }
        Optional<String> token = request.text("ClientRequestToken");
        token.filter(text -> text.isEmpty() || text.length() > 36).ifPresent(text -> {
            throw request.constraint("ClientRequestToken", text, "Member must have length between 1 and 36");
        });
        request.refuseOthers();
        List<Write> writes = items.stream().map(this::read).toList();
        refuseSameItem(writes);
        if (token.filter(text -> isDone(text, request)).isPresent()) {
            return Json.object();
        }
        commit(writes.stream().map(Transactions::outcome).toList());
        token.ifPresent(text -> tokens.put(text, new Done(digest(request), clock.instant())));
        return Json.object();
    }

    private Write read(Parameters item) {
        List<String> kinds = Write.KINDS.stream().filter(item::has).toList();
        if (kinds.size() != 1) {
            throw DynamoDbError.validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }
        Parameters write = item.part(kinds.get(0));
        item.refuseOthers();
        Write read = Write.of(kinds.get(0), write, tables, true);
        write.refuseOthers();
        return read;
    }

    private static void refuseSameItem(List<Write> writes) {
        Set<List<Object>> keys = new HashSet<>();
        writes.forEach(write -> {
            if (!keys.add(List.of(write.table().settings().name(), write.key()))) {
                throw DynamoDbError.validation("Transaction request cannot include multiple operations on one item");
            }
        });
    }

    private boolean isDone(String token, Parameters request) {
        Instant now = clock.instant();
        for (Iterator<Done> oldest = tokens.values().iterator(); oldest.hasNext() && !now.isBefore(oldest.next().at().plus(TOKEN_LIFE)); ) {
            oldest.remove();
        }
        Done done = tokens.get(token);
        if (done != null && !done.request().equals(digest(request))) {
            throw DynamoDbError.of("IdempotentParameterMismatchException", "The request uses the same client token as a previous, but non-identical request");
        }
        return done != null;
    }

    /** The same for the same content, in whatever order its fields are. */
    private static String digest(Parameters request) {
        StringBuilder content = new StringBuilder();
        append(content, request.json().path("TransactItems"));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void append(StringBuilder content, JsonNode node) {
        if (node.isObject()) {
            content.append('{');
            node.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(field -> {
                append(content.append(TextNode.valueOf(field.getKey())).append(':'), field.getValue());
                content.append(',');
            });
            content.append('}');
        } else if (node.isArray()) {
            content.append('[');
            node.forEach(element -> {
                append(content, element);
                content.append(',');
            });
            content.append(']');
        } else {
            content.append(node);
        }
    }

    private static Outcome outcome(Write write) {
        Optional<ObjectNode> before = write.current();
        if (!write.isConditionMet(before)) {
            ObjectNode reason = Json.object().put("Code", REFUSED).put("Message", "The conditional request failed");
            if (write.showsOld()) {
                before.ifPresent(item -> reason.set("Item", item));
            }
            return new Outcome(write, before, before, Optional.of(reason));
        }
        try {
            return new Outcome(write, before, write.outcome().apply(before), Optional.empty());
        } catch (DynamoDbError invalid) {
            return new Outcome(write, before, before, Optional.of(Json.object().put("Code", "ValidationError").put("Message", invalid.getMessage())));
        }
    }

    private static void commit(List<Outcome> outcomes) {
        if (outcomes.stream().anyMatch(outcome -> outcome.reason().isPresent())) {
            throw cancelled(outcomes.stream().map(Outcome::reason).toList());
        }
        long bytes = outcomes.stream().flatMap(outcome -> outcome.after().stream()).mapToLong(Values::itemSize).sum();
        if (bytes > MAX_BYTES) {
            throw DynamoDbError.validation("The aggregate size of the items in the transaction cannot exceed 4 MB");
        }
        outcomes.forEach(outcome -> outcome.write().table().replace(outcome.before(), outcome.after()));
    }

    /**
     * Returns the error of a cancelled transaction.
     *
     * @param reasons one for each item, empty for an item without a fault
     */
    static DynamoDbError cancelled(List<Optional<ObjectNode>> reasons) {
        ArrayNode all = Json.object().arrayNode();
        List<String> codes = new ArrayList<>();
        reasons.forEach(reason -> {
            ObjectNode cancellationReason = reason.orElseGet(() -> Json.object().put("Code", "None"));
            all.add(cancellationReason);
            codes.add(cancellationReason.get("Code").textValue());
        });
        return DynamoDbError.of("TransactionCanceledException", "Transaction cancelled, please refer cancellation reasons for specific reasons ["
                + String.join(", ", codes) + "]").with("CancellationReasons", all);
    }
}
