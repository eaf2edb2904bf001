package africa.paylinks.bench.floor;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One conditional write and nothing else: what no function that stores something once can undercut. */
public class FloorFunction {

    private final DynamoDbClient dynamoDb;
    private final String table;

    FloorFunction(DynamoDbClient dynamoDb, @ConfigProperty(name = "paylinks.table") String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    /** Stores the body as a key, once. */
    @Funq("floor")
    public APIGatewayV2HTTPResponse store(APIGatewayV2HTTPEvent event) {
        dynamoDb.putItem(put -> put
                .tableName(table)
                .item(Map.of(
                        "pk", AttributeValue.fromS("FLOOR#" + event.getBody()),
                        "sk", AttributeValue.fromS("FLOOR")))
                .conditionExpression("attribute_not_exists(pk)"));
        return APIGatewayV2HTTPResponse.builder().withStatusCode(200).withBody("{\"stored\":true}").build();
    }
}
