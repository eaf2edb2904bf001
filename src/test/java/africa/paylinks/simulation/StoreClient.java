package africa.paylinks.simulation;

import africa.paylinks.aws.TestTable;
import africa.paylinks.local.dynamodb.TableDefinition;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.paginators.QueryIterable;
import software.amazon.awssdk.utils.builder.SdkBuilder;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;

/** Makes clients of the store of which every call goes through one place. */
final class StoreClient {

    private static final Map<String, Method> METHODS = Arrays.stream(DynamoDbClient.class.getMethods())
            .filter(method -> method.getParameterCount() == 1
                    && DynamoDbRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                    && !method.getName().endsWith("Paginator"))
            .collect(Collectors.toMap(Method::getName, method -> method));
    private static final Map<String, Method> BUILDERS = new ConcurrentHashMap<>();

    /** Makes one call. */
    interface Calls {

        /** @param operation the client's method, such as {@code getItem} */
        Object call(String operation, DynamoDbRequest request);
    }

    private StoreClient() {
    }

    /** DynamoDB Local in this process, without HTTP, with the template's table. Nothing in it expires by itself. */
    static DynamoDbClient embedded() {
        System.setProperty("log4j2.StatusLogger.level", "OFF");
        // True switches its telemetry off, which would leave a file behind.
        DynamoDbClient real = DynamoDBEmbedded.create(true).dynamoDbClient();
        real.createTable(table());
        return of((operation, request) -> call(real, operation, request));
    }

    /** A model of the same, with the same table. */
    static DynamoDbClient model() {
        return of(new TableModel(table()));
    }

    private static CreateTableRequest table() {
        try {
            return TableDefinition.of(Template.read(Template.find(Path.of(""))), TestTable.CONFIG.table()).create();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
            return method.getName().equals("queryPaginator")
                    ? new QueryIterable((DynamoDbClient) proxy, (QueryRequest) request)
                    : calls.call(operation, request);
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
        Method builder = BUILDERS.computeIfAbsent(operation, name -> {
            try {
                return METHODS.get(name).getParameterTypes()[0].getMethod("builder");
            } catch (NoSuchMethodException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        try {
            Object empty = builder.invoke(null);
            ((Consumer<Object>) filling).accept(empty);
            return (DynamoDbRequest) ((SdkBuilder<?, ?>) empty).build();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
