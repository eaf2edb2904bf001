package africa.paylinks.refund;

import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for {@code POST /payments/{id}/cancel}. */
@Singleton
public class CancelPaymentFunction {

    private final CancellationService cancellation;

    public CancelPaymentFunction(CancellationService cancellation) {
        this.cancellation = cancellation;
    }

    /** Closes the link of an unpaid payment. */
    @Funq("cancel-payment")
    public APIGatewayV2HTTPResponse cancel(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, cancellation::cancel);
    }
}
