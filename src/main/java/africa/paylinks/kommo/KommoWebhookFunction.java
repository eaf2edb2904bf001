package africa.paylinks.kommo;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code POST /webhooks/kommo/{token}}. */
@Singleton
public class KommoWebhookFunction implements WarmUp {

    private final StageWebhookReceiver webhook;

    public KommoWebhookFunction(StageWebhookReceiver webhook) {
        this.webhook = webhook;
    }

    /** Receives a webhook about stage changes. */
    @Funq("kommo-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, webhook::receive);
    }

    @Override
    public void prepare() {
        webhook.prepare();
    }
}
