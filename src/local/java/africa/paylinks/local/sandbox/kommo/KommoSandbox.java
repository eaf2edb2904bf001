package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.InjectedFault;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Refusal;
import africa.paylinks.local.sandbox.SandboxSystem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Simulates Kommo: empty responses for unknown resources, seven requests a second, form-encoded webhooks that time out after two seconds. */
public final class KommoSandbox implements SandboxSystem {

    private final Supplier<String> accessToken;
    private final Orders orders;
    private final KommoLeads leads;
    private final KommoRateLimit rate;
    private final KommoApi api;
    private final KommoControl control;

    /**
     * Configures the account at Kommo.
     *
     * @param baseUrl URL of this system in the sandbox
     * @param accessToken the private integration's long-lived token
     * @param orders what this system stores
     */
    public KommoSandbox(String baseUrl, Supplier<String> accessToken, Orders orders, KommoWebhooks webhooks, Clock clock) {
        this.accessToken = accessToken;
        this.orders = orders;
        this.leads = new KommoLeads(orders, clock);
        this.rate = new KommoRateLimit(clock);
        this.api = new KommoApi(leads, webhooks, new KommoBodies(baseUrl + "/api/v4"));
        this.control = new KommoControl(orders, leads, webhooks, rate);
    }

    @Override
    public String name() {
        return "kommo";
    }

    @Override
    public LocalResponse control(LocalRequest call, List<String> path) throws InterruptedException {
        return control.answer(call, path);
    }

    @Override
    public LocalResponse answer(LocalRequest call, String path) throws Refusal, InterruptedException {
        KommoOperation.Invocation invocation = KommoOperation.of(call.method(), path);
        count(invocation);
        switch (rate.take()) {
            case TOO_MANY -> throw tooMany();
            case BLOCKED -> throw blocked();
            case WELCOME -> { }
        }
        KommoInjectedFault fault = KommoInjectedFault.next(orders, invocation.operation());
        switch (fault.kind()) {
            case "429" -> throw tooMany();
            case "403" -> throw blocked();
            case "500" -> throw new KommoRefusal(500, "Internal Server Error", "Something went wrong");
            default -> { }
        }
        if (!call.header("Authorization").equals(Optional.of("Bearer " + accessToken.get()))) {
            orders.countRejected("rejectedTokens");
            throw new KommoRefusal(401, "Unauthorized", "The access token is invalid or has expired");
        }
        LocalResponse response = api.answer(call, invocation);
        return fault.kind().equals("timeout") ? InjectedFault.dropped(fault.delay()) : response;
    }

    /** Counts the call, also at the lead if it names an existing one. */
    private void count(KommoOperation.Invocation invocation) {
        String operation = invocation.operation().wireName();
        orders.countCall(operation);
        invocation.id().flatMap(id -> invocation.operation() == KommoOperation.CONTACT ? leads.leadOfContact(id) : Optional.of(id))
                .ifPresent(id -> leads.note(id, lead -> Orders.count(lead, "calls", operation)));
    }

    private static KommoRefusal tooMany() {
        return new KommoRefusal(429, "Too Many Requests", "More than " + KommoRateLimit.PER_SECOND + " requests per second");
    }

    private static KommoRefusal blocked() {
        return new KommoRefusal(403, "Forbidden", "Access from this address is blocked");
    }
}
