package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for {@code GET /payments}, {@code GET /payments/{id}} and {@code GET /payments/{id}/events}. */
@Singleton
public class GetPaymentFunction {

    private final PaymentLookup lookup;

    public GetPaymentFunction(PaymentLookup lookup) {
        this.lookup = lookup;
    }

    /** Returns a payment, its audit trail, or a merchant's payments. */
    @Funq("get-payment")
    public APIGatewayV2HTTPResponse get(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        if (!request.parameters().containsKey("id")) {
            return lookup.search(request);
        }
        return request.path().endsWith("/events") ? lookup.history(request) : lookup.payment(request);
    }
}
