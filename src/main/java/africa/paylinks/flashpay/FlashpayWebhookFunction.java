package africa.paylinks.flashpay;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.webhook.WebhookReceiver;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code POST /webhooks/flashpay}. */
@Singleton
public class FlashpayWebhookFunction implements WarmUp {

    private final WebhookReceiver receiver;
    private final FlashpayProvider flashpay;

    public FlashpayWebhookFunction(WebhookReceiver receiver, FlashpayProvider flashpay) {
        this.receiver = receiver;
        this.flashpay = flashpay;
    }

    /** Receives a webhook of Flashpay. */
    @Funq("flashpay-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, request -> receiver.receive(flashpay, request));
    }

    @Override
    public void prepare() {
        receiver.prepare(flashpay);
    }
}
