package africa.paylinks.local.dynamodb;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.template.Template;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table as the template declares it.
 *
 * @param create the {@code CreateTable} request that makes it
 * @param timeToLive name of the attribute that expires items, empty when none does
 */
public record TableDefinition(ObjectNode create, Optional<String> timeToLive) {

    /** Properties with the same name and form in CloudFormation and the API. */
    private static final List<String> SAME = List.of("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes");

    /**
     * Reads the template's only table.
     *
     * @param name the table's name, which the template leaves to CloudFormation
     * @throws IllegalStateException when there is not exactly one table
     */
    public static TableDefinition of(Template template, String name) {
        Map<String, Map<String, Object>> tables = template.resources("AWS::DynamoDB::Table");
        if (tables.size() != 1) {
            throw new IllegalStateException("One AWS::DynamoDB::Table expected in the template, found " + tables.keySet());
        }
        Map<String, Object> table = tables.values().iterator().next();
        ObjectNode create = Json.object().put("TableName", name);
        SAME.stream().filter(table::containsKey).forEach(property -> create.set(property, Json.tree(table.get(property))));
        Template.text(Template.map(table.get("StreamSpecification")).get("StreamViewType"))
                .ifPresent(view -> create.putObject("StreamSpecification").put("StreamEnabled", true).put("StreamViewType", view));
        Map<String, Object> expiry = Template.map(table.get("TimeToLiveSpecification"));
        return new TableDefinition(create,
                Template.text(expiry.get("AttributeName")).filter(attribute -> Boolean.TRUE.equals(expiry.get("Enabled"))));
    }

    /** Returns the table's name. */
    public String name() {
        return create.get("TableName").textValue();
    }
}
