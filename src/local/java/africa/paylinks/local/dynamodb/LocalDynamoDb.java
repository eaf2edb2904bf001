package africa.paylinks.local.dynamodb;

import java.net.URI;
import java.util.Map;
import org.jboss.logging.Logger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** DynamoDB Local in this process: in memory, behind real HTTP, with the template's table in it. */
public final class LocalDynamoDb {

    private static final Logger LOG = Logger.getLogger(LocalDynamoDb.class);

    private final DynamoDBProxyServer server;

    private LocalDynamoDb(DynamoDBProxyServer server) {
        this.server = server;
    }

    /**
     * Starts it with its table, or finds the one that an earlier generation of the classes started.
     *
     * @param kept objects that outlive a reload; the server's classes are a library's, so they do
     * @throws IllegalStateException when the port is taken or the table cannot be made
     */
    public static LocalDynamoDb start(Map<String, Object> kept, int port, TableDefinition table) {
        String key = "dynamodb:" + port;
        if (kept.get(key) instanceof DynamoDBProxyServer running) {
            return new LocalDynamoDb(running);
        }
        try {
            // It logs through Log4j, which complains once that nothing listens.
            System.setProperty("log4j2.StatusLogger.level", "OFF");
            DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
                    new String[] {"-inMemory", "-sharedDb", "-disableTelemetry", "-port", String.valueOf(port)});
            server.start();
            LocalDynamoDb started = new LocalDynamoDb(server);
            try {
                create(port, table);
            } catch (RuntimeException e) {
                started.close();
                throw e;
            }
            kept.put(key, server);
            return started;
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local cannot start on port " + port + ": " + e.getMessage(), e);
        }
    }

    /** Stops it and forgets its data. */
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("DynamoDB Local did not stop", e);
        }
    }

    private static void create(int port, TableDefinition table) {
        try (DynamoDbClient client = DynamoDbClient.builder().endpointOverride(URI.create("http://localhost:" + port)).region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(UrlConnectionHttpClient.create()).build()) {
            client.createTable(table.create());
            table.timeToLive().ifPresent(attribute -> client.updateTimeToLive(request -> request.tableName(table.create().tableName())
                    .timeToLiveSpecification(expiry -> expiry.attributeName(attribute).enabled(true))));
        }
    }
}
