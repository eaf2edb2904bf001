package africa.paylinks.refund;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.provider.ProviderHttp;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for {@code POST /payments/{id}/refunds} and {@code GET /payments/{id}/refunds}. */
@Singleton
public class RefundPaymentFunction implements WarmUp {

    private final RefundService refunds;
    private final ProviderHttp http;

    public RefundPaymentFunction(RefundService refunds, ProviderHttp http) {
        this.refunds = refunds;
        this.http = http;
    }

    @Override
    public void prepare() {
        http.warmUp();
    }

    /** Refunds a payment once per idempotency key, or lists its refunds. */
    @Funq("refund-payment")
    public APIGatewayV2HTTPResponse refund(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        return request.method().equals("GET") ? refunds.list(request) : refunds.refund(request);
    }
}
