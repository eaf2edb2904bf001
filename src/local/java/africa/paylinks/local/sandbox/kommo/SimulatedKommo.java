package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.SandboxContext;
import africa.paylinks.local.sandbox.SandboxSystem;
import africa.paylinks.local.sandbox.SimulatedSystem;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;

/** Kommo in the local stack. */
public final class SimulatedKommo implements SimulatedSystem {

    /** Bearer token of requests. */
    public static final String ACCESS_TOKEN = "local-kommo-access-token";
    /** Last segment of the URL of webhooks. */
    public static final String WEBHOOK_TOKEN = "local-kommo-token";

    /** Runs the schedule of webhooks 600 times faster: its last delay of one hour takes 6 seconds. */
    private static final int ACCELERATION = 600;

    @Override
    public String name() {
        return "kommo";
    }

    @Override
    public ObjectNode secret(Map<String, Object> state) {
        return Json.object().put("accessToken", ACCESS_TOKEN).put("webhookToken", WEBHOOK_TOKEN);
    }

    @Override
    public SandboxSystem start(SandboxContext context) {
        Supplier<String> token = context.secretField("webhookToken");
        KommoWebhooks webhooks = new KommoWebhooks(context.state(), () -> URI.create(context.webhookUrl() + "/" + token.get()),
                KommoTiming.acceleratedBy(ACCELERATION), context.clock());
        return new KommoSandbox(context.baseUrl().toString(), context.secretField("accessToken"), context.orders(), webhooks, context.clock());
    }
}
