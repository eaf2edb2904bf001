package africa.paylinks.simulation;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import java.util.Map;

/** Calls of a merchant as they come through the gateway. */
final class MerchantCall {

    private MerchantCall() {
    }

    static APIGatewayV2HTTPEvent post(String path, Map<String, String> parameters, String key, String body) {
        return call("POST", path, parameters, key, body);
    }

    static APIGatewayV2HTTPEvent call(String method, String path, Map<String, String> parameters, String key, String body) {
        APIGatewayV2HTTPEvent.RequestContext context = APIGatewayV2HTTPEvent.RequestContext.builder()
                .withDomainName("api.example")
                .withHttp(APIGatewayV2HTTPEvent.RequestContext.Http.builder().withMethod(method).withPath(path).build())
                .withAuthorizer(APIGatewayV2HTTPEvent.RequestContext.Authorizer.builder()
                        .withLambda(Map.of("merchant", "shop", "scopes", "read write")).build())
                .build();
        return APIGatewayV2HTTPEvent.builder().withRawPath(path).withPathParameters(parameters)
                .withHeaders(Map.of("idempotency-key", key)).withRequestContext(context).withBody(body)
                .withIsBase64Encoded(false).build();
    }
}
