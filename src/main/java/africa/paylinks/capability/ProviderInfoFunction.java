package africa.paylinks.capability;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of {@code GET /providers}, {@code GET /providers/{name}/banks} and {@code GET /providers/{name}/balance}. */
@Singleton
public class ProviderInfoFunction {

    private final ProviderMatrix matrix;

    public ProviderInfoFunction(ProviderMatrix matrix) {
        this.matrix = matrix;
    }

    /** Shows what the providers can do, a provider's banks, or the money that the merchant has there. */
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
