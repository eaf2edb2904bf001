package africa.paylinks.flutterwave;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.webhook.WebhookReceiver;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code POST /webhooks/flutterwave}. */
@Singleton
public class FlutterwaveWebhookFunction implements WarmUp {

    private final WebhookReceiver receiver;
    private final FlutterwaveProvider flutterwave;

    public FlutterwaveWebhookFunction(WebhookReceiver receiver, FlutterwaveProvider flutterwave) {
        this.receiver = receiver;
        this.flutterwave = flutterwave;
    }

    /** Receives a webhook of Flutterwave. */
    @Funq("flutterwave-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, request -> receiver.receive(flutterwave, request));
    }

    @Override
    public void prepare() {
        receiver.prepare(flutterwave);
    }
}
