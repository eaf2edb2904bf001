package africa.paylinks.local.sandbox.paystack;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Paystack in the local stack. */
public final class SimulatedPaystack implements SimulatedSystem {

    /** Secret key of requests, which also signs webhooks. */
    public static final String SECRET_KEY = "local-paystack-key";

    @Override
    public String name() {
        return "paystack";
    }

    @Override
    public ObjectNode secret(Map<String, Object> state) {
        return Json.object().put("secretKey", SECRET_KEY);
    }

    @Override
    public SandboxSystem start(SandboxContext context) {
        Orders orders = context.orders();
        return new PaystackSandbox(context.baseUrl().toString(), context.secretField("secretKey"), orders, context.webhooks(orders), context.clock());
    }
}
