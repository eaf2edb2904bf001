package africa.paylinks.fluid;

import africa.paylinks.http.ColdStart;
import africa.paylinks.http.HttpDoor;
import africa.paylinks.webhook.WebhookPipeline;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door of {@code POST /webhooks/fluid}. */
@Singleton
public class FluidWebhookFunction implements ColdStart {

    private final WebhookPipeline pipeline;
    private final FluidProvider fluid;

    public FluidWebhookFunction(WebhookPipeline pipeline, FluidProvider fluid) {
        this.pipeline = pipeline;
        this.fluid = fluid;
    }

    /** Takes in what FLUID says of a debit. */
    @Funq("fluid-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpDoor.answer(event, request -> pipeline.receive(fluid, request));
    }

    @Override
    public void prepare() {
        pipeline.prepare(fluid);
    }
}
