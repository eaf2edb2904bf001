package africa.paylinks.merchant;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for all routes of {@code /webhook-endpoints}. */
@Singleton
public class ManageWebhookEndpointsFunction {

    private final WebhookEndpointApi endpoints;

    public ManageWebhookEndpointsFunction(WebhookEndpointApi endpoints) {
        this.endpoints = endpoints;
    }

    /** Creates, returns, changes, removes or tries an endpoint. */
    @Funq("manage-webhook-endpoints")
    public APIGatewayV2HTTPResponse manage(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        boolean hasId = request.parameters().containsKey("id");
        return switch (request.method()) {
            case "POST" -> !hasId ? endpoints.create(request)
                    : request.path().endsWith("/ping") ? endpoints.ping(request) : endpoints.rotate(request);
            case "PATCH" -> endpoints.change(request);
            case "DELETE" -> endpoints.remove(request);
            default -> hasId ? endpoints.find(request) : endpoints.list(request);
        };
    }
}
