package africa.paylinks.http;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
public class PingFunction {
  private final DynamoDbClient db;
  public PingFunction(DynamoDbClient db) { this.db = db; }
  @Funq("ping")
  public APIGatewayV2HTTPResponse ping(APIGatewayV2HTTPEvent e) { return APIGatewayV2HTTPResponse.builder().withStatusCode(200).withBody("" + db.listTables()).build(); }
}
