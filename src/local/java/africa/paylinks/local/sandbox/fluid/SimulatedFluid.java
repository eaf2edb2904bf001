package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** FLUID in the local stack. */
public final class SimulatedFluid implements SimulatedSystem {

    /** API key of requests. */
    public static final String API_KEY = "local-fluid-key";
    /** Key that signs webhooks. */
    public static final String WEBHOOK_SECRET = "local-fluid-secret";

    @Override
    public String name() {
        return "fluid";
    }

    @Override
    public ObjectNode secret(Map<String, Object> state) {
        return Json.object().put("apiKey", API_KEY).put("webhookSecret", WEBHOOK_SECRET);
    }

    @Override
    public SandboxSystem start(SandboxContext context) {
        Orders orders = context.orders();
        FluidTiming timing = context.settings(FluidTiming.class);
        return new FluidSandbox(context.baseUrl().toString(), context.secretField("apiKey"), context.secretField("webhookSecret"), orders,
                new FluidWebhooks(context.state(), context.webhookUrl(), orders, timing, context.clock()), timing, context.clock());
    }
}
