package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of a table.
 *
 * @param request the request that created it
 * @param streamView the view type of the stream, if any
 */
record TableSettings(String name, ObjectNode request, KeySchema schema, List<IndexSettings> indexes, Optional<String> streamView) {

    private static final String REGION = "eu-west-1";

    /**
     * The settings of an index.
     *
     * @param otherAttributes projected attributes beside the keys, empty when all are projected
     */
    record IndexSettings(String name, KeySchema schema, Optional<List<String>> otherAttributes) {
    }

    /** Reads a {@code CreateTable} request. */
    static TableSettings of(ObjectNode json) {
        Parameters request = new Parameters(json, "CreateTable");
        String name = request.requiredText("TableName");
        if (!name.matches("[a-zA-Z0-9_.-]{3,255}")) {
            throw request.constraint("TableName", name, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have 3 to 255 characters");
        }
        Map<String, String> definitions = new TreeMap<>();
        request.parts("AttributeDefinitions").forEach(definition -> {
            definitions.put(definition.requiredText("AttributeName"), definition.oneOf("AttributeType", Values.ORDERED)
                    .orElseThrow(() -> definition.missing("AttributeType")));
            definition.refuseOthers();
        });
        if (!request.requiredText("BillingMode").equals("PAY_PER_REQUEST")) {
            throw DynamoDbError.validation("The embedded table knows the BillingMode PAY_PER_REQUEST only");
        }
        KeySchema schema = KeySchema.of(request.parts("KeySchema"), definitions);
        List<IndexSettings> indexes = new ArrayList<>();
        request.parts("GlobalSecondaryIndexes").forEach(index -> indexes.add(index(index, definitions)));
        Set<String> used = new HashSet<>(schema.attributes());
        indexes.forEach(index -> used.addAll(index.schema().attributes()));
        if (!used.equals(definitions.keySet())) {
            throw DynamoDbError.validation("One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of"
                    + " attributes defined in AttributeDefinitions");
        }
        Optional<String> view = request.optionalPart("StreamSpecification").flatMap(TableSettings::streamView);
        request.flag("DeletionProtectionEnabled", false);
        request.refuseOthers();
        return new TableSettings(name, json, schema, List.copyOf(indexes), view);
    }

    private static IndexSettings index(Parameters index, Map<String, String> definitions) {
        String name = index.requiredText("IndexName");
        KeySchema schema = KeySchema.of(index.parts("KeySchema"), definitions);
        Parameters projection = index.part("Projection");
        String type = projection.oneOf("ProjectionType", Set.of("ALL", "KEYS_ONLY", "INCLUDE")).orElseThrow(() -> projection.missing("ProjectionType"));
        List<String> others = projection.texts("NonKeyAttributes");
        if (type.equals("INCLUDE") == others.isEmpty()) {
            throw DynamoDbError.validation("One or more parameter values were invalid: ProjectionType is " + type + ", and NonKeyAttributes is "
                    + (others.isEmpty() ? "not " : "") + "specified");
        }
        projection.refuseOthers();
        index.refuseOthers();
        return new IndexSettings(name, schema, type.equals("ALL") ? Optional.empty() : Optional.of(others));
    }

    private static Optional<String> streamView(Parameters specification) {
        boolean isEnabled = specification.flag("StreamEnabled", false);
        Optional<String> view = specification.oneOf("StreamViewType", Set.of("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"));
        specification.refuseOthers();
        if (isEnabled != view.isPresent()) {
            throw DynamoDbError.validation("One or more parameter values were invalid: a stream that is enabled has a StreamViewType, and no other has");
        }
        return view;
    }

    String arn() {
        return "arn:aws:dynamodb:" + REGION + ":000000000000:table/" + name;
    }

    /** Returns the stream's name; its date is the same for every table. */
    String streamArn() {
        return arn() + "/stream/2026-01-01T00:00:00.000";
    }

    /** Returns the response of {@code DescribeTable}. */
    ObjectNode description(Table table, long createdAt) {
        ObjectNode description = Json.object().put("TableName", name).put("TableArn", arn()).put("TableStatus", "ACTIVE").put("CreationDateTime", createdAt)
                .put("ItemCount", table.all().size()).put("TableSizeBytes", table.bytes());
        description.set("KeySchema", request.get("KeySchema"));
        description.set("AttributeDefinitions", request.get("AttributeDefinitions"));
        description.putObject("BillingModeSummary").put("BillingMode", "PAY_PER_REQUEST");
        if (!indexes.isEmpty()) {
            ArrayNode described = description.putArray("GlobalSecondaryIndexes");
            request.get("GlobalSecondaryIndexes").forEach(index -> described.add(((ObjectNode) index.deepCopy()).put("IndexStatus", "ACTIVE")
                    .put("IndexArn", arn() + "/index/" + index.get("IndexName").textValue())));
        }
        streamView.ifPresent(view -> {
            description.set("StreamSpecification", request.get("StreamSpecification"));
            description.put("LatestStreamArn", streamArn()).put("LatestStreamLabel", streamArn().replaceFirst(".*/", ""));
        });
        return description;
    }
}
