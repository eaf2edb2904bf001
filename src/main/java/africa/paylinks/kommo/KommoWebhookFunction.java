package africa.paylinks.kommo;

import africa.paylinks.http.ColdStart;
import africa.paylinks.http.HttpDoor;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of {@code POST /webhooks/kommo/{token}}. */
@Singleton
public class KommoWebhookFunction implements ColdStart {

    private final StageWebhook webhook;

    public KommoWebhookFunction(StageWebhook webhook) {
        this.webhook = webhook;
    }

    /** Takes in that deals came into other stages. */
    @Funq("kommo-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpDoor.answer(event, webhook::receive);
    }

    @Override
    public void prepare() {
        webhook.prepare();
    }
}
