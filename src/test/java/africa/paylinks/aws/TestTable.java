package africa.paylinks.aws;

import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The template's table in a DynamoDB Local that all tests of this process share; each test uses keys of its own. */
public final class TestTable {

    public static final StoreConfig CONFIG = new Named("paylinks");

    private static DynamoDbClient client;
    private static DynamoDbClient apart;

    private TestTable() {
    }

    /** A client of the table, which is started on first need. */
    public static synchronized DynamoDbClient client() {
        if (client == null) {
            client = started(definition(CONFIG.table()));
        }
        return client;
    }

    /** Another table like it, with nothing in it, for tests that look at all that a table holds. */
    public static Empty empty() {
        Named config = new Named("paylinks-" + UUID.randomUUID());
        DynamoDbClient apart = apart();
        apart.createTable(definition(config.table()).create());
        return new Empty(apart, config);
    }

    /** A table that nobody else uses. */
    public record Empty(DynamoDbClient client, StoreConfig config) {
    }

    /** DynamoDB Local searches an index the slower the more there is in any of its tables, so empty ones are elsewhere. */
    private static synchronized DynamoDbClient apart() {
        if (apart == null) {
            apart = started(definition("paylinks"));
        }
        return apart;
    }

    private static DynamoDbClient started(TableDefinition table) {
        int port = freePort();
        LocalDynamoDb.start(new ConcurrentHashMap<>(), port, table);
        return client("http://localhost:" + port);
    }

    private static TableDefinition definition(String table) {
        try {
            return TableDefinition.of(Template.read(Template.find(Path.of(""))), table);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A client of whatever is at that address. */
    public static DynamoDbClient client(String endpoint) {
        return DynamoDbClient.builder().endpointOverride(URI.create(endpoint)).region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClientBuilder(UrlConnectionHttpClient.builder()).build();
    }

    /** A port that nobody listens on. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private record Named(String table) implements StoreConfig {

        @Override
        public Idempotency idempotency() {
            return new Idempotency() {
                @Override
                public Duration lease() {
                    return Duration.ofSeconds(35);
                }

                @Override
                public Duration life() {
                    return Duration.ofHours(72);
                }
            };
        }

        @Override
        public Webhook webhook() {
            return () -> Duration.ofDays(30);
        }
    }

    /** All items of a partition. */
    public static List<Map<String, AttributeValue>> partition(String partition) {
        return client().query(request -> request.tableName(CONFIG.table()).keyConditionExpression("pk = :pk")
                .consistentRead(true)
                .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition)))).items();
    }

    /** The state of a stored webhook, or "absent". */
    public static String inboxState(String provider, String key) {
        return partition("WEBHOOK#" + provider + "#" + key).stream().map(item -> item.get("state").s()).findFirst()
                .orElse("absent");
    }
}
