package africa.paylinks.kkiapay;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.webhook.WebhookReceiver;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code POST /webhooks/kkiapay}. */
@Singleton
public class KkiapayWebhookFunction implements WarmUp {

    private final WebhookReceiver receiver;
    private final KkiapayProvider kkiapay;

    public KkiapayWebhookFunction(WebhookReceiver receiver, KkiapayProvider kkiapay) {
        this.receiver = receiver;
        this.kkiapay = kkiapay;
    }

    /** Receives a webhook of KKiaPay. */
    @Funq("kkiapay-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, request -> receiver.receive(kkiapay, request));
    }

    @Override
    public void prepare() {
        receiver.prepare(kkiapay);
    }
}
