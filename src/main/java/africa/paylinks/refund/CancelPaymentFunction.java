package africa.paylinks.refund;

import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of {@code POST /payments/{id}/cancel}. */
@Singleton
public class CancelPaymentFunction {

    private final CancellationService cancelling;

    public CancelPaymentFunction(CancellationService cancelling) {
        this.cancelling = cancelling;
    }

    /** Closes the link of a payment that is not paid. */
    @Funq("cancel-payment")
    public APIGatewayV2HTTPResponse cancel(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, cancelling::cancel);
    }
}
