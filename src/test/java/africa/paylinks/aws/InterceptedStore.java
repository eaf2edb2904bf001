package africa.paylinks.aws;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Makes clients of the store whose calls a test sees before they are made: to count them, to come between them, or to have them fail. */
final class InterceptedStore {

    private InterceptedStore() {
    }

    /** @param before gets the client's method, such as {@code updateItem}; what it throws is what the store answers */
    static DynamoDbClient of(DynamoDbClient real, Consumer<String> before) {
        return (DynamoDbClient) Proxy.newProxyInstance(InterceptedStore.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    before.accept(method.getName());
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    /** What the store answers when another transaction has an item in its hands. */
    static TransactionCanceledException conflict() {
        return cancelled("TransactionConflict");
    }

    /** What the store answers to a transaction that it did not write, for a reason per item. */
    static TransactionCanceledException cancelled(String... codes) {
        return TransactionCanceledException.builder().message("Played: cancelled")
                .cancellationReasons(Arrays.stream(codes).map(code -> CancellationReason.builder().code(code).build()).toList())
                .build();
    }
}
