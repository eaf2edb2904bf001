package africa.paylinks.packaged;

import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Everything outside a packaged function, on free ports of loopback: the table, the secrets and the provider. */
public final class Surroundings implements AutoCloseable {

    private static final String TABLE = "paylinks";

    private final DynamoDBProxyServer dynamoDb;
    private final URI dynamoDbEndpoint;

    private Surroundings(DynamoDBProxyServer dynamoDb, URI dynamoDbEndpoint) {
        this.dynamoDb = dynamoDb;
        this.dynamoDbEndpoint = dynamoDbEndpoint;
    }

    /** Starts all of it with an empty table. */
    public static Surroundings start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
                new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", String.valueOf(port)});
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        try (DynamoDbClient client = DynamoDbClient.builder().endpointOverride(endpoint).region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create()).build()) {
            client.createTable(table -> table.tableName(TABLE).billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(a -> a.attributeName("pk").attributeType(ScalarAttributeType.S),
                            a -> a.attributeName("sk").attributeType(ScalarAttributeType.S))
                    .keySchema(k -> k.attributeName("pk").keyType(KeyType.HASH),
                            k -> k.attributeName("sk").keyType(KeyType.RANGE)));
        }
        return new Surroundings(server, endpoint);
    }

    /** What the functions call, by name. */
    public Map<String, Service> services() {
        return Map.of("dynamodb", new Service("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", dynamoDbEndpoint));
    }

    /** What a function needs in its environment to find all of it. */
    public Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("QUARKUS_DYNAMODB_ENDPOINT_OVERRIDE", dynamoDbEndpoint.toString());
        variables.put("PAYLINKS_TABLE", TABLE);
        variables.put("PAYLINKS_STAGE", "local");
        return variables;
    }

    /**
     * Something that functions call.
     *
     * @param variable the environment variable that tells them where it is
     */
    public record Service(String variable, URI address) {
    }

    @Override
    public void close() {
        try {
            dynamoDb.stop();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not stop", e);
        }
    }
}
