package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A simulated provider with pages of its own, which takes the amount due or nothing. */
final class PagesProvider implements LinkCreator, StatusLookup, WebhookSource {

    static final String NAME = "pages";
    static final String CURRENCY = "NGN";

    private final LinkSystem system;
    private final long usualFault;
    private final Map<String, PaymentStatus> orders = new LinkedHashMap<>();

    PagesProvider(LinkSystem system) {
        this.system = system;
        this.usualFault = system.dice().between(1, 5);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.CARD);
    }

    @Override
    public Set<String> currencies() {
        return Set.of(CURRENCY);
    }

    /** The references that it knows, and what became of each. */
    Map<String, PaymentStatus> orders() {
        return orders;
    }

    boolean isPaid(String reference) {
        return orders.get(reference) == PaymentStatus.COMPLETED;
    }

    /** Ends a customer's attempt; money stays. */
    void end(String reference, PaymentStatus outcome) {
        orders.merge(reference, outcome, (before, now) -> before == PaymentStatus.COMPLETED ? before : now);
    }

    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        if (system.faultRates().rejectsRefund() && system.dice().chance(0.3)) {
            system.note("fault: provider not configured", terms::id);
            throw new ProviderNotConfigured("The simulated provider rejects the key.");
        }
        return system.outside("provider: create link", terms::id, () -> {
            if (!system.faultRates().providerFails()) {
                return created(terms);
            }
            switch ((int) (system.dice().chance(0.7) ? usualFault : system.dice().between(1, 5))) {
                case 1, 2:
                    if (orders.containsKey(terms.id())) {
                        return created(terms);
                    }
                    system.note("fault: provider refuses", terms::id);
                    return new Refused(new Failure("refused", "The simulated provider does not want this."));
                case 3:
                    system.note("fault: request to provider lost", terms::id);
                    return new Unknown("did not answer within 15000 ms");
                case 4:
                    created(terms);
                    system.note("fault: answer of provider lost", terms::id);
                    return new Unknown("did not answer within 15000 ms");
                default:
                    Outcome late = created(terms);
                    system.note("fault: provider slow", terms::id);
                    system.running().waitFor(system.dice().stretched(1_000, 90_000));
                    return late;
            }
        });
    }

    private Outcome created(PaymentTerms terms) {
        if (orders.putIfAbsent(terms.id(), PaymentStatus.PENDING) == null) {
            system.simulateCustomer(terms);
        }
        return new Created(Optional.of("https://pages.example/" + terms.id()), Optional.empty(), Optional.empty(), Optional.of("ref-" + terms.id()));
    }

    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        return system.outside("provider: status", payment::id, () -> {
            if (system.faultRates().providerFails()) {
                system.note("fault: provider gives no status", payment::id);
                return new Unavailable("answered with HTTP status 502");
            }
            PaymentStatus status = orders.get(payment.id());
            return status == null ? new NotFound("does not know it")
                    : new Known(status, paid(status, payment.terms().amount()), Optional.of("ref-" + payment.id()), failure(status), Map.of());
        });
    }

    private static Optional<Money> paid(PaymentStatus status, Money due) {
        return Optional.of(due).filter(any -> status.isPaid());
    }

    private static Optional<Failure> failure(PaymentStatus status) {
        return Optional.of(new Failure("payment-failed", "The customer's attempt failed.")).filter(any -> status == PaymentStatus.FAILED);
    }

    /** {@link DebitingProvider} and {@link SimulatedProvider} simulate forged webhooks. */
    @Override
    public boolean isAuthentic(WebhookCall call) {
        return true;
    }

    @Override
    public Evidence evidence() {
        return Evidence.PROOF;
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        JsonValue body = Json.readObject(call.body()).orElseThrow(() -> new UnreadableWebhook("No JSON object."));
        String reference = Json.text(body, "reference").orElseThrow();
        PaymentStatus status = PaymentStatus.valueOf(Json.text(body, "status").orElseThrow());
        return new ProviderEvent("event-" + reference + "-" + status, reference, Optional.of(status), Optional.empty(), Optional.of("ref-" + reference),
                failure(status), Map.of()).defaultingToAmountDue();
    }

    /** The body of its webhook. */
    static byte[] body(String reference, PaymentStatus status) {
        return Json.bytes(Json.object().put("reference", reference).put("status", status.name()));
    }
}
