package africa.paylinks.flot;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.webhook.WebhookReceiver;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code POST /webhooks/flot}. */
@Singleton
public class FlotWebhookFunction implements WarmUp {

    private final WebhookReceiver receiver;
    private final FlotProvider flot;

    public FlotWebhookFunction(WebhookReceiver receiver, FlotProvider flot) {
        this.receiver = receiver;
        this.flot = flot;
    }

    /** Receives a webhook of Flot. */
    @Funq("flot-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, request -> receiver.receive(flot, request));
    }

    @Override
    public void prepare() {
        receiver.prepare(flot);
    }
}
