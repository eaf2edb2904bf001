package africa.paylinks.paystack;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.webhook.WebhookReceiver;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code POST /webhooks/paystack}. */
@Singleton
public class PaystackWebhookFunction implements WarmUp {

    private final WebhookReceiver receiver;
    private final PaystackProvider paystack;

    public PaystackWebhookFunction(WebhookReceiver receiver, PaystackProvider paystack) {
        this.receiver = receiver;
        this.paystack = paystack;
    }

    /** Receives a webhook of Paystack. */
    @Funq("paystack-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, request -> receiver.receive(paystack, request));
    }

    @Override
    public void prepare() {
        receiver.prepare(paystack);
    }
}
