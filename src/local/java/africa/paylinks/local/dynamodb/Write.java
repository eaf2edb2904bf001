package africa.paylinks.local.dynamodb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One write, alone or within a transaction: whatever is wrong with it by itself was refused when it was read.
 *
 * @param condition what has to be so of the standing item
 * @param outcome makes the item afterwards of the standing one, which is empty of attributes where there is none
 * @param changed the places that an update names
 * @param showsOld whether a refusal shows the item that stood in the way
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
     * @param needsExpression whether an update has to say what it does, as it has in a transaction
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
            return new Write(table, key, readCondition, standing -> Optional.of(item), List.of(), showsOld);
        }
        ObjectNode key = table.schema().requireKey(Values.canonicalItem(request.requiredObject("Key")));
        List<Path> changed = readUpdate.map(of -> of.actions().stream().map(Update.Action::path).toList()).orElse(List.of());
        table.refuseKeyAttributes(changed);
        return new Write(table, key, readCondition, switch (kind) {
            case "Delete" -> standing -> Optional.empty();
            case "ConditionCheck" -> standing -> standing;
            default -> standing -> Optional.of(updated(table, standing.orElse(key), readUpdate));
        }, changed, showsOld);
    }

    private static ObjectNode updated(Table table, ObjectNode before, Optional<Update> update) {
        ObjectNode after = update.map(of -> of.appliedTo(before)).orElse(before);
        table.validate(after, TOO_LARGE_UPDATE);
        return after;
    }

    Optional<ObjectNode> standing() {
        return table.find(key);
    }

    boolean mayGoOn(Optional<ObjectNode> standing) {
        return condition.isEmpty() || condition.get().holds(standing.orElseGet(key::objectNode));
    }
}
