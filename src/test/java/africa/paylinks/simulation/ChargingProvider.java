package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A simulated provider that charges subscriptions: one order per reference, whatever it is asked how often. It may be away
 * for minutes or days, and then answers nothing.
 */
class ChargingProvider implements LinkCreator, StatusLookup, WebhookSource {

    private final SubscriptionSystem system;
    private final String name;
    private final Evidence evidence;
    private final String currency;
    private final Map<String, ProviderOrder> orders = new LinkedHashMap<>();
    private final Map<String, Failure> failures = new LinkedHashMap<>();
    private final List<long[]> outages = new ArrayList<>();
    private final long usualFault;

    ChargingProvider(SubscriptionSystem system, String name, Evidence evidence, String currency) {
        this.system = system;
        this.name = name;
        this.evidence = evidence;
        this.currency = currency;
        this.usualFault = system.dice().between(1, 6);
    }

    /** A provider that pushes debits to phones. */
    static final class OfPhones extends ChargingProvider implements CustomerDebit {

        OfPhones(SubscriptionSystem system, String name, Evidence evidence, String currency) {
            super(system, name, evidence, currency);
        }

        @Override
        public boolean needsBank() {
            return false;
        }

        @Override
        public Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
            return createLink(terms, address);
        }
    }

    @Override
    public String name() {
        return name;
    }

    String currency() {
        return currency;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.MOMO);
    }

    @Override
    public Set<String> currencies() {
        return Set.of(currency);
    }

    @Override
    public Evidence evidence() {
        return evidence;
    }

    /** What it knows of each reference. */
    Map<String, ProviderOrder> orders() {
        return orders;
    }

    /** Is away from one time to another. */
    void isAway(long from, long to) {
        outages.add(new long[] {from, to});
    }

    private boolean isAway() {
        return !system.faultRates().isStopped() && outages.stream().anyMatch(outage -> system.now() >= outage[0] && system.now() < outage[1]);
    }

    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        return system.outside("provider: charge", terms::id, () -> {
            if (isAway()) {
                system.note("fault: provider is away", terms::id);
                return new Unknown("did not answer within 15000 ms");
            } else if (!system.faultRates().providerFails()) {
                return received(terms);
            }
            switch (system.dice().chance(0.6) ? (int) usualFault : (int) system.dice().between(1, 6)) {
                case 1:
                    system.note("fault: provider too busy", terms::id);
                    return new Unknown("answered with HTTP status 503");
                case 2, 3:
                    system.note("fault: request to provider lost", terms::id);
                    return new Unknown("did not answer within 15000 ms");
                case 4:
                    received(terms);
                    system.note("fault: answer of provider lost", terms::id);
                    return new Unknown("did not answer within 15000 ms");
                case 5:
                    system.note("fault: key of provider missing", terms::id);
                    throw new ProviderNotConfigured("no key");
                default:
                    Outcome late = received(terms);
                    system.note("fault: provider slow", terms::id);
                    system.running().waitFor(system.dice().stretched(1_000, 90_000));
                    return late;
            }
        });
    }

    private Outcome received(PaymentTerms terms) {
        ProviderOrder order = orders.computeIfAbsent(terms.id(), id -> new ProviderOrder(terms));
        if (!order.isAccepted() && !order.wasRefused()) {
            system.charged(this, order);
            system.refusal().ifPresentOrElse(failure -> {
                failures.put(terms.id(), failure);
                order.refuse();
            }, () -> {
                order.accept();
                system.simulateCustomer(this, order);
            });
        }
        return order.wasRefused() ? new Refused(failures.get(terms.id()))
                : new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("ref-" + terms.id()));
    }

    /** The customer's attempt fails for that reason. */
    void fails(ProviderOrder order, Failure failure) {
        failures.put(order.reference(), failure);
        order.fail();
    }

    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        return system.outside("provider: status", payment::id, () -> {
            if (isAway() || system.faultRates().providerFails()) {
                system.note("fault: provider gives no status", payment::id);
                return new Unavailable("answered with HTTP status 502");
            }
            ProviderOrder order = orders.get(payment.id());
            if (order == null || !order.isAccepted()) {
                return new NotFound("does not know it");
            }
            return new Known(order.status(), order.collected(), Optional.of("ref-" + payment.id()), failure(order), Map.of());
        });
    }

    private Optional<Failure> failure(ProviderOrder order) {
        return Optional.ofNullable(failures.get(order.reference())).filter(any -> order.status() == PaymentStatus.FAILED);
    }

    /** The body of its webhook about an order as it is now. */
    byte[] body(String eventId, ProviderOrder order) {
        JsonObject content = Json.object().put("id", eventId).put("reference", order.reference()).put("status", order.status().name());
        failure(order).ifPresent(failure -> content.put("failure", failure.code()));
        return Json.bytes(content);
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return true;
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        JsonValue body = Json.readObject(call.body()).orElseThrow(() -> new UnreadableWebhook("No JSON object."));
        String reference = Json.text(body, "reference").orElseThrow();
        return new ProviderEvent(Json.text(body, "id").orElseThrow(), reference,
                Optional.of(PaymentStatus.valueOf(Json.text(body, "status").orElseThrow())), Optional.empty(), Optional.of("ref-" + reference),
                Json.text(body, "failure").map(code -> new Failure(code, "The customer's attempt failed.")), Map.of()).defaultingToAmountDue();
    }
}
