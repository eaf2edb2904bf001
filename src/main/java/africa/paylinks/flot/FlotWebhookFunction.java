package africa.paylinks.flot;

import africa.paylinks.http.ColdStart;
import africa.paylinks.http.HttpDoor;
import africa.paylinks.webhook.WebhookPipeline;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of {@code POST /webhooks/flot}. */
@Singleton
public class FlotWebhookFunction implements ColdStart {

    private final WebhookPipeline pipeline;
    private final FlotProvider flot;

    public FlotWebhookFunction(WebhookPipeline pipeline, FlotProvider flot) {
        this.pipeline = pipeline;
        this.flot = flot;
    }

    /** Takes in what Flot says of a payment. */
    @Funq("flot-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpDoor.answer(event, request -> pipeline.receive(flot, request));
    }

    @Override
    public void prepare() {
        pipeline.prepare(flot);
    }
}
