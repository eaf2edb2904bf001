package africa.paylinks.capability;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/**
 * Lambda function for {@code GET /providers}, {@code GET /providers/{name}/banks} and {@code GET /providers/{name}/balance}.
 */
@Singleton
public class ProviderInfoFunction {

    private final ProviderMatrix matrix;

    public ProviderInfoFunction(ProviderMatrix matrix) {
        this.matrix = matrix;
    }

    /** Lists the providers' capabilities, a provider's banks, or the merchant's balance there. */
    @Funq("provider-info")
    public APIGatewayV2HTTPResponse get(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        if (!request.parameters().containsKey("name")) {
            return matrix.all(request);
        }
        return request.path().endsWith("/balance") ? matrix.balance(request) : matrix.banks(request);
    }
}
