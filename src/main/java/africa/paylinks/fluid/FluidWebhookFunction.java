package africa.paylinks.fluid;

import africa.paylinks.http.HttpAdapter;
import africa.paylinks.http.WarmUp;
import africa.paylinks.webhook.WebhookReceiver;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Handles {@code POST /webhooks/fluid}. */
@Singleton
public class FluidWebhookFunction implements WarmUp {

    private final WebhookReceiver receiver;
    private final FluidProvider fluid;

    public FluidWebhookFunction(WebhookReceiver receiver, FluidProvider fluid) {
        this.receiver = receiver;
        this.fluid = fluid;
    }

    /** Receives a webhook of FLUID. */
    @Funq("fluid-webhook")
    public APIGatewayV2HTTPResponse receive(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, request -> receiver.receive(fluid, request));
    }

    @Override
    public void prepare() {
        receiver.prepare(fluid);
    }
}
