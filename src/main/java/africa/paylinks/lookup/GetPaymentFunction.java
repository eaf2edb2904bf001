package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for {@code GET /payments}, {@code GET /payments/{id}}, {@code GET /payments/{id}/events} and {@code GET /refunds}. */
@Singleton
public class GetPaymentFunction {

    private final PaymentLookup lookup;
    private final RefundListing refunds;

    public GetPaymentFunction(PaymentLookup lookup, RefundListing refunds) {
        this.lookup = lookup;
        this.refunds = refunds;
    }

    /** Returns a payment, its audit trail, or a merchant's payments or refunds. */
    @Funq("get-payment")
    public APIGatewayV2HTTPResponse get(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        if (!request.parameters().containsKey("id")) {
            return request.path().equals("/refunds") ? refunds.search(request) : lookup.search(request);
        }
        return request.path().endsWith("/events") ? lookup.history(request) : lookup.payment(request);
    }
}
