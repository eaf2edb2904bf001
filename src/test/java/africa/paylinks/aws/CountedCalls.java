package africa.paylinks.aws;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Counts the calls that go to the table, by operation. */
final class CountedCalls {

    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();
    private final DynamoDbClient client;

    CountedCalls(DynamoDbClient counted) {
        this.client = (DynamoDbClient) Proxy.newProxyInstance(DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class},
                (proxy, method, arguments) -> {
                    if (method.getParameterCount() > 0) {
                        counts.merge(method.getName(), 1, Integer::sum);
                    }
                    try {
                        return method.invoke(counted, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    DynamoDbClient client() {
        return client;
    }

    List<String> counts() {
        return counts.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList();
    }
}
