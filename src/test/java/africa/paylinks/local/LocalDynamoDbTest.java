package africa.paylinks.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.template.RepositoryTemplate;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

class LocalDynamoDbTest {

    private static final int PORT = Integer.parseInt(new LocalPorts().start().get("paylinks.local.dynamodb-port"));

    @Test
    void hasTheTableOfTheTemplateAndKeepsItsData() throws Exception {
        Map<String, Object> kept = new ConcurrentHashMap<>();
        TableDefinition definition = TableDefinition.of(RepositoryTemplate.TEMPLATE, "some-table");
        LocalDynamoDb dynamoDb = LocalDynamoDb.start(kept, PORT, definition);
        try (DynamoDbClient client = client()) {
            TableDescription table = client.describeTable(request -> request.tableName("some-table")).table();
            assertEquals(List.of("pk HASH", "sk RANGE"), keys(table.keySchema()));
            assertEquals(Map.of(
                    "by-merchant-order", List.of("merchantOrder HASH", "createdAt RANGE", "ALL"),
                    "by-merchant-time", List.of("merchantShard HASH", "createdAt RANGE", "ALL"),
                    "by-provider-reference", List.of("providerKey HASH", "KEYS_ONLY"),
                    "webhooks-by-time", List.of("inboxDay HASH", "receivedAt RANGE", "KEYS_ONLY"),
                    "due", List.of("dueShard HASH", "dueAt RANGE", "KEYS_ONLY")),
                    table.globalSecondaryIndexes().stream().collect(Collectors.toMap(GlobalSecondaryIndexDescription::indexName,
                            index -> Stream.concat(keys(index.keySchema()).stream(),
                                    Stream.of(index.projection().projectionTypeAsString())).toList())));
            assertEquals(StreamViewType.NEW_IMAGE, table.streamSpecification().streamViewType());
            assertEquals(TimeToLiveStatus.ENABLED,
                    client.describeTimeToLive(request -> request.tableName("some-table")).timeToLiveDescription().timeToLiveStatus());

            client.putItem(request -> request.tableName("some-table").item(Map.of("pk", AttributeValue.fromS("a"), "sk", AttributeValue.fromS("b"))));
            LocalDynamoDb.start(kept, PORT, definition);
            assertEquals(1, client.scan(request -> request.tableName("some-table")).count());
        } finally {
            dynamoDb.close();
        }
    }

    private static List<String> keys(List<KeySchemaElement> schema) {
        return schema.stream().map(key -> key.attributeName() + " " + key.keyTypeAsString()).toList();
    }

    private static DynamoDbClient client() {
        return DynamoDbClient.builder().endpointOverride(URI.create("http://localhost:" + PORT)).region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .httpClient(UrlConnectionHttpClient.create()).build();
    }
}
