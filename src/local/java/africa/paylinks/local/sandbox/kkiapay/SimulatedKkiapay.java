package africa.paylinks.local.sandbox.kkiapay;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;

/** KKiaPay in the local stack. */
public final class SimulatedKkiapay implements SimulatedSystem {

    /** Key for pages. */
    public static final String PUBLIC_KEY = "local-kkiapay-public-key";
    /** First key for servers. */
    public static final String PRIVATE_KEY = "local-kkiapay-private-key";
    /** Second key for servers. */
    public static final String SECRET_KEY = "local-kkiapay-secret-key";
    /** Hash secret of webhooks. */
    public static final String WEBHOOK_SECRET = "local-kkiapay-secret";

    private static final Duration RETRY_STEP = Duration.ofMillis(50);

    @Override
    public String name() {
        return "kkiapay";
    }

    @Override
    public ObjectNode secret(Map<String, Object> state) {
        return Json.object().put("privateKey", PRIVATE_KEY).put("secretKey", SECRET_KEY).put("webhookSecret", WEBHOOK_SECRET);
    }

    @Override
    public SandboxSystem start(SandboxContext context) {
        Orders orders = context.orders();
        return new KkiapaySandbox(new KkiapayKeys(PUBLIC_KEY, PRIVATE_KEY, SECRET_KEY), LinkOpener.at(context.api(), context.merchantKeys()), orders,
                new KkiapayWebhooks(context.webhooks(orders), orders, context.secretField("webhookSecret"), RETRY_STEP), context.clock());
    }
}
