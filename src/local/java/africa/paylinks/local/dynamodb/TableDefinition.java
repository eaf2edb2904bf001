package africa.paylinks.local.dynamodb;

import africa.paylinks.local.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/**
 * The table as the template declares it.
 *
 * @param create request that makes it
 * @param timeToLive name of the attribute that expires items, empty when none does
 */
public record TableDefinition(CreateTableRequest create, Optional<String> timeToLive) {

    /**
     * Takes the template's only table.
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
        CreateTableRequest.Builder create = CreateTableRequest.builder().tableName(name).billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(Template.list(table.get("AttributeDefinitions")).stream().map(TableDefinition::attribute).toList())
                .keySchema(keys(table));
        List<GlobalSecondaryIndex> indexes = Template.list(table.get("GlobalSecondaryIndexes")).stream().map(TableDefinition::index).toList();
        if (!indexes.isEmpty()) {
            create.globalSecondaryIndexes(indexes);
        }
        Template.text(Template.map(table.get("StreamSpecification")).get("StreamViewType"))
                .ifPresent(view -> create.streamSpecification(StreamSpecification.builder().streamEnabled(true).streamViewType(view).build()));
        Map<String, Object> expiry = Template.map(table.get("TimeToLiveSpecification"));
        return new TableDefinition(create.build(),
                Template.text(expiry.get("AttributeName")).filter(attribute -> Boolean.TRUE.equals(expiry.get("Enabled"))));
    }

    private static AttributeDefinition attribute(Object declared) {
        return AttributeDefinition.builder().attributeName(text(declared, "AttributeName")).attributeType(text(declared, "AttributeType")).build();
    }

    private static List<KeySchemaElement> keys(Map<String, Object> declared) {
        return Template.list(declared.get("KeySchema")).stream()
                .map(key -> KeySchemaElement.builder().attributeName(text(key, "AttributeName")).keyType(text(key, "KeyType")).build()).toList();
    }

    private static GlobalSecondaryIndex index(Object declared) {
        Map<String, Object> index = Template.map(declared);
        Map<String, Object> projection = Template.map(index.get("Projection"));
        List<String> attributes = Template.list(projection.get("NonKeyAttributes")).stream().map(String::valueOf).toList();
        Projection.Builder projected = Projection.builder().projectionType(text(projection, "ProjectionType"));
        if (!attributes.isEmpty()) {
            projected.nonKeyAttributes(attributes);
        }
        return GlobalSecondaryIndex.builder().indexName(text(index, "IndexName")).keySchema(keys(index)).projection(projected.build()).build();
    }

    private static String text(Object declared, String name) {
        return Template.text(Template.map(declared).get(name))
                .orElseThrow(() -> new IllegalStateException("The template's table lacks a plain " + name + " in " + declared));
    }
}
