package africa.paylinks.simulation;

import africa.paylinks.aws.SdkJson;
import africa.paylinks.aws.TestTable;
import africa.paylinks.local.dynamodb.DynamoDb;
import africa.paylinks.local.dynamodb.DynamoDbError;
import africa.paylinks.local.dynamodb.LocalDynamoDb;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.paginators.QueryIterable;
import software.amazon.awssdk.services.dynamodb.paginators.ScanIterable;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Makes clients of the store of which every call goes through one place. */
public final class StoreClient {

    private static final Map<String, Method> METHODS = Arrays.stream(DynamoDbClient.class.getMethods())
            .filter(method -> method.getParameterCount() == 1
                    && DynamoDbRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                    && !method.getName().endsWith("Paginator"))
            .collect(Collectors.toMap(Method::getName, method -> method));
    private static final Map<Class<?>, Method> BUILDERS = new ConcurrentHashMap<>();
    private static final int CALLS_UNTIL_AN_INDEX_SHOWS_A_WRITE = 3;

    /** Makes one call. */
    interface Calls {

        /** @param operation the client's method, such as {@code getItem} */
        Object call(String operation, DynamoDbRequest request);
    }

    private StoreClient() {
    }

    /** The template's table over HTTP. Nothing in it expires by itself. */
    static DynamoDbClient overHttp() {
        LocalDynamoDb embedded = LocalDynamoDb.start(new ConcurrentHashMap<>(), 0, TestTable.definition(TestTable.CONFIG.table()));
        embedded.tables().delayIndexes(CALLS_UNTIL_AN_INDEX_SHOWS_A_WRITE);
        DynamoDbClient real = TestTable.client("http://localhost:" + embedded.port());
        return of((operation, request) -> call(real, operation, request));
    }

    /** The same table without HTTP, which is many times as fast. */
    public static DynamoDbClient inProcess() {
        DynamoDb tables = new DynamoDb(Clock.systemUTC());
        tables.call("CreateTable", TestTable.definition(TestTable.CONFIG.table()).create());
        tables.delayIndexes(CALLS_UNTIL_AN_INDEX_SHOWS_A_WRITE);
        return inProcess(tables);
    }

    /** A client of these tables. */
    public static DynamoDbClient inProcess(DynamoDb tables) {
        return of((operation, request) -> call(tables, operation, request));
    }

    /** Makes the calls after which an index shows every write until now. */
    public static void settle(DynamoDbClient client) {
        for (int i = 0; i < CALLS_UNTIL_AN_INDEX_SHOWS_A_WRITE; i++) {
            client.getItem(request -> request.tableName(TestTable.CONFIG.table())
                    .key(Map.of("pk", AttributeValue.fromS("none"), "sk", AttributeValue.fromS("none"))));
        }
    }

    private static Object call(DynamoDb tables, String operation, DynamoDbRequest request) {
        String name = Character.toUpperCase(operation.charAt(0)) + operation.substring(1);
        try {
            return ((SdkBuilder<?, ?>) SdkJson.fill(emptyAnswer(operation), tables.call(name, SdkJson.of(request)))).build();
        } catch (DynamoDbError refused) {
            if (refused.name().equals("ValidationException")) {
                // Neither a fault nor a race: the request could never succeed, and the product would take it for an outage.
                throw new AssertionError(name + ": " + refused.getMessage());
            }
            ObjectNode body = refused.body();
            throw switch (refused.name()) {
                case "ConditionalCheckFailedException" ->
                        SdkJson.fill(ConditionalCheckFailedException.builder(), body).message(refused.getMessage()).build();
                case "TransactionCanceledException" ->
                        SdkJson.fill(TransactionCanceledException.builder(), body).message(refused.getMessage()).build();
                default -> DynamoDbException.builder().message(refused.name() + ": " + refused.getMessage()).statusCode(refused.status()).build();
            };
        }
    }

    private static SdkPojo emptyAnswer(String operation) {
        return (SdkPojo) builder(METHODS.get(operation).getReturnType());
    }

    /** A client whose calls are made there. */
    static DynamoDbClient of(Calls calls) {
        return (DynamoDbClient) Proxy.newProxyInstance(StoreClient.class.getClassLoader(),
                new Class<?>[] {DynamoDbClient.class}, (proxy, method, arguments) -> {
            if (arguments == null) {
                return method.getName().equals("serviceName") ? "dynamodb" : null;
            }
            String operation = method.getName().replace("Paginator", "");
            DynamoDbRequest request = arguments[0] instanceof Consumer<?> filling
                    ? built(operation, filling) : (DynamoDbRequest) arguments[0];
            return switch (method.getName()) {
                case "queryPaginator" -> new QueryIterable((DynamoDbClient) proxy, (QueryRequest) request);
                case "scanPaginator" -> new ScanIterable((DynamoDbClient) proxy, (ScanRequest) request);
                default -> calls.call(operation, request);
            };
        });
    }

    /** Makes that call with a client. */
    static Object call(DynamoDbClient client, String operation, DynamoDbRequest request) {
        try {
            return METHODS.get(operation).invoke(client, request);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof RuntimeException reason) {
                throw reason;
            } else if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(failed.getCause());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @SuppressWarnings("unchecked")
    private static DynamoDbRequest built(String operation, Consumer<?> filling) {
        Object empty = builder(METHODS.get(operation).getParameterTypes()[0]);
        ((Consumer<Object>) filling).accept(empty);
        return (DynamoDbRequest) ((SdkBuilder<?, ?>) empty).build();
    }

    private static Object builder(Class<?> type) {
        try {
            return BUILDERS.computeIfAbsent(type, of -> {
                try {
                    return of.getMethod("builder");
                } catch (NoSuchMethodException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }).invoke(null);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
