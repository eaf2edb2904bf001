package africa.paylinks.local.sandbox.flutterwave;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Flutterwave in the local stack. */
public final class SimulatedFlutterwave implements SimulatedSystem {

    /** Secret key of requests. */
    public static final String SECRET_KEY = "local-flutterwave-key";
    /** Secret hash of webhooks. */
    public static final String WEBHOOK_HASH = "local-flutterwave-hash";

    @Override
    public String name() {
        return "flutterwave";
    }

    @Override
    public ObjectNode secret(Map<String, Object> state) {
        return Json.object().put("secretKey", SECRET_KEY).put("webhookHash", WEBHOOK_HASH);
    }

    @Override
    public SandboxSystem start(SandboxContext context) {
        Orders orders = context.orders();
        return new FlutterwaveSandbox(context.baseUrl().toString(), context.secret(), orders, context.webhooks(orders),
                context.settings(FlutterwaveSandboxSettings.class).webhookInterval(), context.clock());
    }
}
