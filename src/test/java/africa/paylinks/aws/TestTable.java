package africa.paylinks.aws;

import africa.paylinks.local.dynamodb.LocalDynamoDb;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.template.RepositoryTemplate;
import africa.paylinks.simulation.StoreClient;
import africa.paylinks.transfer.DailyCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * The template's table, embedded in this process or wherever {@code -Dpaylinks.dynamodb} points to, which all tests of this process share;
 * each test uses keys of its own.
 */
public final class TestTable {

    /** Where the tables are, when they are not embedded. */
    public static final Optional<URI> ENDPOINT = Optional.ofNullable(System.getProperty("paylinks.dynamodb")).filter(text -> !text.isBlank()).map(URI::create);

    /** Unique where others may have tables as well. */
    public static final StoreConfig CONFIG = new Named(ENDPOINT.isEmpty() ? "paylinks" : unique());

    private static final Pattern AWS = Pattern.compile("dynamodb\\.([a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?");
    private static final Duration LONGEST_CREATION = Duration.ofMinutes(5);
    private static final Duration INDEX_DELAY = Duration.ofSeconds(1);
    /** More than one test uses. */
    private static final int MAX_EMBEDDED = 12;
    private static final int CALLS_UNTIL_AN_INDEX_SHOWS_A_WRITE = 1;

    private static LocalDynamoDb embedded;
    private static DynamoDbClient client;
    private static DynamoDbClient overHttp;
    private static final Queue<String> TABLES = new ArrayDeque<>();

    private TestTable() {
    }

    /**
     * A client of the table, which is made on first need. The embedded table is called without HTTP, which takes most of a call's processor time; tests
     * of what is sent over the network use {@link #overHttp()}.
     */
    public static synchronized DynamoDbClient client() {
        if (client == null) {
            client = ENDPOINT.isEmpty() ? StoreClient.inProcess(embedded().tables()) : overHttp();
        }
        return client;
    }

    /** A client of the same table over HTTP. */
    public static synchronized DynamoDbClient overHttp() {
        if (overHttp == null) {
            overHttp = client(address());
            if (ENDPOINT.isPresent()) {
                create(overHttp, CONFIG.table());
            }
        }
        return overHttp;
    }

    private static synchronized LocalDynamoDb embedded() {
        if (embedded == null) {
            embedded = LocalDynamoDb.start(new ConcurrentHashMap<>(), freePort(), definition(CONFIG.table()));
            embedded.tables().delayIndexes(CALLS_UNTIL_AN_INDEX_SHOWS_A_WRITE);
        }
        return embedded;
    }

    /** Another table like it, with nothing in it, for tests that look at all that a table holds. Embedded, the oldest make room for new ones. */
    public static Empty empty() {
        return empty(client());
    }

    /** The same over HTTP. */
    public static Empty emptyOverHttp() {
        return empty(overHttp());
    }

    private static synchronized Empty empty(DynamoDbClient client) {
        Named config = new Named(unique());
        create(client, config.table());
        return new Empty(client, config);
    }

    /** Waits until the indexes show what was written until now; here that takes one call, elsewhere some time. */
    public static void settle() {
        if (ENDPOINT.isEmpty()) {
            client().getItem(request -> request.tableName(CONFIG.table()).key(Map.of("pk", AttributeValue.fromS("none"), "sk", AttributeValue.fromS("none"))));
        } else if (AWS.matcher(ENDPOINT.get().getHost()).matches()) {
            pause(INDEX_DELAY);
        }
    }

    /** A table that nobody else uses. */
    public record Empty(DynamoDbClient client, StoreConfig config) {
    }

    private static String unique() {
        return "paylinks-test-" + UUID.randomUUID();
    }

    private static void create(DynamoDbClient client, String table) {
        client.createTable(SdkJson.fill(CreateTableRequest.builder(), definition(table).create()).build());
        if (ENDPOINT.isEmpty()) {
            TABLES.add(table);
            if (TABLES.size() > MAX_EMBEDDED) {
                String oldest = TABLES.remove();
                client.deleteTable(request -> request.tableName(oldest));
            }
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> client.deleteTable(request -> request.tableName(table))));
        long end = System.nanoTime() + LONGEST_CREATION.toNanos();
        while (client.describeTable(request -> request.tableName(table)).table().tableStatus() != TableStatus.ACTIVE) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The table is not there after " + LONGEST_CREATION);
            }
            pause(Duration.ofSeconds(2));
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The template's table under another name. */
    public static TableDefinition definition(String table) {
        return TableDefinition.of(RepositoryTemplate.TEMPLATE, table);
    }

    /** Where the table is. */
    static String address() {
        return ENDPOINT.map(URI::toString).orElseGet(() -> "http://localhost:" + embedded().port());
    }

    /** A client of whatever is at that address; a real account is reached with the credentials of whoever runs the tests. */
    public static DynamoDbClient client(String endpoint, ExecutionInterceptor... interceptors) {
        return client(endpoint, configuration -> configuration.executionInterceptors(List.of(interceptors)));
    }

    private static DynamoDbClient client(String endpoint, Consumer<ClientOverrideConfiguration.Builder> overrides) {
        Matcher aws = AWS.matcher(String.valueOf(URI.create(endpoint).getHost()));
        boolean isAws = aws.matches();
        return DynamoDbClient.builder().endpointOverride(URI.create(endpoint)).region(isAws ? Region.of(aws.group(1)) : Region.EU_WEST_1)
                .credentialsProvider(isAws ? DefaultCredentialsProvider.builder().build()
                        : StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .overrideConfiguration(overrides)
                .httpClientBuilder(UrlConnectionHttpClient.builder()).build();
    }

    /** A client of a table that cannot be reached. It tries once, so that tests do not wait between the SDK's attempts. */
    public static DynamoDbClient unreachable() {
        return client("http://localhost:" + freePort(), configuration -> configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()));
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

    /** The key of a sender's daily count. */
    public static Map<String, AttributeValue> dailyCount(DailyCount counter) {
        return Keys.dailyCount(counter);
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
