package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One write, alone or in a transaction. Reading it refuses everything that is invalid without looking at the table.
 *
 * @param condition what must hold for the current item
 * @param outcome makes the new item from the current one, which has no attributes if there is none
 * @param changed the places that an update names
 * @param showsOld whether a refusal shows the item that failed the condition
 */
record Write(Table table, ObjectNode key, Optional<Condition> condition, Function<Optional<ObjectNode>, Optional<ObjectNode>> outcome,
        List<Path> changed, boolean showsOld) {

    static final Set<String> KINDS = Set.of("Put", "Update", "Delete", "ConditionCheck");
    private static final String TOO_LARGE = "Item size has exceeded the maximum allowed size";
    private static final String TOO_LARGE_UPDATE = "Item size to update has exceeded the maximum allowed size";

    /**
     * Reads a write.
     *
     * @param kind one of {@link #KINDS}
     * @param needsExpression whether an update must have an expression, as in a transaction
     */
    static Write of(String kind, Parameters request, Function<String, Table> tables, boolean needsExpression) {
        Table table = tables.apply(request.requiredText("TableName"));
        Optional<String> condition = request.text("ConditionExpression");
        Optional<String> update = kind.equals("Update") ? request.text("UpdateExpression") : Optional.empty();
        if (kind.equals("Update") && needsExpression && update.isEmpty()) {
            throw request.missing("UpdateExpression");
        } else if (kind.equals("ConditionCheck") && condition.isEmpty()) {
            throw request.missing("ConditionExpression");
        }
        Substitutions substitutions = Substitutions.of(request, condition.isPresent() || update.isPresent());
        Optional<Condition> readCondition = condition.map(text -> Conditions.read("ConditionExpression", text, substitutions));
        Optional<Update> readUpdate = update.map(text -> Updates.read(text, substitutions));
        substitutions.refuseUnused();
        boolean showsOld = request.oneOf("ReturnValuesOnConditionCheckFailure", Set.of("NONE", "ALL_OLD")).filter("ALL_OLD"::equals).isPresent();
        if (kind.equals("Put")) {
            ObjectNode item = Values.canonicalItem(request.requiredObject("Item"));
            ObjectNode key = table.schema().keyOf(item);
            table.validate(item, TOO_LARGE);
            return new Write(table, key, readCondition, current -> Optional.of(item), List.of(), showsOld);
        }
        ObjectNode key = table.schema().requireKey(Values.canonicalItem(request.requiredObject("Key")));
        List<Path> changed = readUpdate.map(of -> of.actions().stream().map(Update.Action::path).toList()).orElse(List.of());
        table.refuseKeyAttributes(changed);
        return new Write(table, key, readCondition, switch (kind) {
            case "Delete" -> current -> Optional.empty();
            case "ConditionCheck" -> current -> current;
            default -> current -> Optional.of(updated(table, current.orElse(key), readUpdate));
        }, changed, showsOld);
    }

    private static ObjectNode updated(Table table, ObjectNode before, Optional<Update> update) {
        ObjectNode after = update.map(of -> of.appliedTo(before)).orElse(before);
        table.validate(after, TOO_LARGE_UPDATE);
        return after;
    }

    Optional<ObjectNode> current() {
        return table.find(key);
    }

    boolean isConditionMet(Optional<ObjectNode> current) {
        return condition.isEmpty() || condition.get().holds(current.orElseGet(key::objectNode));
    }
}
