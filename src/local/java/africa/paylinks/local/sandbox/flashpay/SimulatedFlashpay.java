package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Flashpay in the local stack. */
public final class SimulatedFlashpay implements SimulatedSystem {

    /** Bearer token of requests. */
    public static final String TOKEN = "local-flashpay-token";
    /** Key that signs webhooks. */
    public static final String WEBHOOK_SECRET = "local-flashpay-secret";

    @Override
    public String name() {
        return "flashpay";
    }

    @Override
    public ObjectNode secret(Map<String, Object> state) {
        return Json.object().put("token", TOKEN).put("webhookSecret", WEBHOOK_SECRET);
    }

    @Override
    public SandboxSystem start(SandboxContext context) {
        Orders orders = context.orders();
        return new FlashpaySandbox(context.baseUrl().toString(), context.secretField("token"), context.secretField("webhookSecret"), orders,
                context.webhooks(orders), context.clock());
    }
}
