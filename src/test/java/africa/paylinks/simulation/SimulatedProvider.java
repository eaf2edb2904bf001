package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Refund;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.RefundDiscovery;
import africa.paylinks.provider.RefundWebhookSource;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A simulated provider, which stores one order per reference as all providers do. Of the three kinds, one signs
 * its webhooks, and of the others anybody who knows a word can send them; the third makes links without a call, and knows
 * nothing but its customers' attempts.
 */
final class SimulatedProvider implements LinkCreator, StatusLookup, RefundWebhookSource, RefundDiscovery {

    static final String BACK = "back-";
    private static final String SIGNATURE = "x-signature";
    private static final String SHARED_WORD = "everybody-knows-it-by-now";
    private static final byte[] SECRET = "simulated-secret".getBytes(StandardCharsets.UTF_8);

    private final SimulatedSystem system;
    private final String name;
    private final Evidence evidence;
    private final String currency;
    private final boolean requiresTransactionId;
    private final boolean returnsLinkOnce;
    private final long usualFault;
    private final boolean namesMoney;
    private final boolean returnsRefundIds;
    private final Map<String, ProviderOrder> orders = new LinkedHashMap<>();

    SimulatedProvider(SimulatedSystem system, String name, Evidence evidence, String currency, boolean requiresTransactionId) {
        this.system = system;
        this.name = name;
        this.evidence = evidence;
        this.currency = currency;
        this.requiresTransactionId = requiresTransactionId;
        this.returnsLinkOnce = system.dice().chance(0.3);
        this.usualFault = system.dice().between(1, 5);
        this.namesMoney = system.dice().chance(0.7);
        this.returnsRefundIds = system.dice().chance(0.7);
    }

    @Override
    public String name() {
        return name;
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

    /** All that it ever heard of. */
    Collection<ProviderOrder> orders() {
        return orders.values();
    }

    /** What it knows of that reference. */
    Optional<ProviderOrder> order(String reference) {
        return Optional.ofNullable(orders.get(reference));
    }

    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        if (requiresTransactionId) {
            return accepted(orders.computeIfAbsent(terms.id(), id -> new ProviderOrder(terms)));
        }
        return system.outside("provider: create link", terms::id, () -> {
            ProviderOrder order = orders.computeIfAbsent(terms.id(), id -> new ProviderOrder(terms));
            if (order.isAccepted() && returnsLinkOnce) {
                return new Unknown("has this payment already, and does not tell its link a second time");
            }
            if (!system.faultRates().providerFails()) {
                return accepted(order);
            }
            switch (fault()) {
                case 1:
                    system.note("fault: provider refuses", order::reference);
                    order.refuse();
                    return new Refused(new Failure("refused", "The simulated provider does not want this."));
                case 2:
                    system.note("fault: provider too busy", order::reference);
                    return new Unknown("answered with HTTP status 503");
                case 3:
                    system.note("fault: request to provider lost", order::reference);
                    return new Unknown("did not answer within 15000 ms");
                case 4:
                    accepted(order);
                    system.note("fault: answer of provider lost", order::reference);
                    return new Unknown("did not answer within 15000 ms");
                default:
                    Outcome late = system.dice().chance(0.7) ? accepted(order) : new Unknown("answered with HTTP status 504");
                    system.note("fault: provider slow", order::reference);
                    system.running().waitFor(system.dice().stretched(1_000, 90_000));
                    return late;
            }
        });
    }

    private int fault() {
        return (int) (system.dice().chance(0.7) ? usualFault : system.dice().between(1, 5));
    }

    private Outcome accepted(ProviderOrder order) {
        if (order.accept()) {
            system.simulateCustomer(this, order);
        }
        return new Created(Optional.of("https://pay.example/" + order.reference()), Optional.empty(), Optional.empty(),
                Optional.of("ref-" + order.reference()).filter(any -> !requiresTransactionId));
    }

    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        Optional<String> attempt = transactionId.or(payment::providerReference);
        if (requiresTransactionId && attempt.isEmpty()) {
            return new NotBegun();
        }
        return system.outside("provider: status", payment::id, () -> {
            if (system.faultRates().providerFails()) {
                system.note("fault: provider gives no status", payment::id);
                return new Unavailable("answered with HTTP status 502");
            }
            if (requiresTransactionId) {
                return order(payment.id()).flatMap(order -> order.attempt(attempt.get()))
                        .<ProviderStatus>map(known -> new Known(known.status(), known.collected(), Optional.of(known.id()),
                                failure(known.status()), Map.of()))
                        .orElseGet(() -> new NotFound("does not know it"));
            }
            Optional<ProviderOrder> order = order(payment.id()).filter(ProviderOrder::isAccepted);
            return order.isEmpty() ? new NotFound("does not know it") : new Known(order.get().status(),
                    order.get().collected(), Optional.of("ref-" + payment.id()), failure(order.get().status()), Map.of());
        });
    }

    @Override
    public boolean needsTransactionId() {
        return requiresTransactionId;
    }

    private static Optional<Failure> failure(PaymentStatus status) {
        return Optional.of(new Failure("payment-failed", "The customer's attempt failed."))
                .filter(any -> status == PaymentStatus.FAILED);
    }

    @Override
    public boolean refundsPartially() {
        return true;
    }

    @Override
    public Optional<Failure> refusal(Payment payment, Money amount) {
        return Optional.empty();
    }

    /** Gives back what it is asked for, as long as it has money of the payment, and as often as it is asked, as some providers do. */
    @Override
    public RefundOutcome refund(Payment payment, String refundId, Money amount, Optional<String> reason) {
        return system.outside("provider: refund", () -> refundId + " of " + payment.id(), () -> {
            ProviderOrder order = orders.get(payment.id());
            if (system.faultRates().rejectsRefund()) {
                system.note("fault: provider turns refund away", () -> refundId);
                system.running().waitFor(system.dice().chance(0.5) ? 0 : system.dice().stretched(1_000, 90_000));
                return new NotRequested("is too busy");
            }
            if (order.left() < amount.minor()) {
                return new Declined(new Failure("declined", "Less is left of the payment."));
            }
            if (!system.faultRates().providerFails()) {
                return new Accepted(Optional.of(BACK + refundId), refunds(order, refundId, amount).isSettled());
            }
            switch (fault()) {
                case 1:
                    system.note("fault: provider declines refund", () -> refundId);
                    return new Declined(new Failure("declined", "The simulated provider keeps the money."));
                case 2, 3:
                    system.note("fault: request for refund lost", () -> refundId);
                    return new Unanswered("did not answer within 15000 ms");
                case 4:
                    refunds(order, refundId, amount);
                    system.note("fault: answer to refund lost", () -> refundId);
                    return new Unanswered("did not answer within 15000 ms");
                default:
                    ProviderOrder.OrderRefund late = refunds(order, refundId, amount);
                    system.note("fault: provider slow", () -> refundId);
                    system.running().waitFor(system.dice().stretched(1_000, 90_000));
                    return new Accepted(Optional.empty(), late.isSettled());
            }
        });
    }

    private ProviderOrder.OrderRefund refunds(ProviderOrder order, String refundId, Money amount) {
        ProviderOrder.OrderRefund refund = order.returnUnused(refundId, amount);
        if (system.dice().chance(0.5)) {
            refund.settle();
        } else {
            system.refundEnds(this, order.reference(), refundId, system.dice().chance(0.8) ? refund::settle : refund::fail);
        }
        return refund;
    }

    @Override
    public ProviderRefundStatus lookUpRefund(Payment payment, Refund refund) {
        return system.outside("provider: refund status", refund::id, () -> {
            if (system.faultRates().providerFails()) {
                system.note("fault: provider gives no status", refund::id);
                return new RefundUnavailable("answered with HTTP status 502");
            }
            List<ProviderOrder.OrderRefund> known = orders.get(payment.id()).refunds(id(refund));
            if (known.isEmpty()) {
                return new RefundNotFound();
            } else if (known.get(0).hasFailed()) {
                return new RefundFailed(new Failure("refund-failed", "The account is closed."));
            }
            return known.get(0).isSettled() ? new RefundCompleted(Optional.of(BACK + id(refund)))
                    : new RefundInProgress(Optional.of(BACK + id(refund)));
        });
    }

    private static String id(Refund refund) {
        return refund.providerReference().map(reference -> reference.substring(BACK.length())).orElseGet(refund::id);
    }

    /** Somebody at the merchant's gives money back on the dashboard, of which no webhook tells. */
    void refundOnDashboard(ProviderOrder order, Money amount) {
        refunds(order, "dashboard-" + order.refunds().size() + "-" + order.reference(), amount);
    }

    @Override
    public Listing listAllRefunds(Payment payment) {
        return system.outside("provider: list refunds", payment::id, () -> {
            if (system.faultRates().providerFails()) {
                system.note("fault: provider lists no refunds", payment::id);
                return new NotListed(new Unavailable("answered with HTTP status 502"));
            }
            return new Listed(order(payment.id()).stream().flatMap(order -> order.refunds().stream()).filter(refund -> !refund.hasFailed())
                    .map(refund -> new ProviderRefund(BACK + refund.id(), Optional.of(refund.id()).filter(id -> returnsRefundIds && id.startsWith("ref_")),
                            new Money(refund.minor(), currency), refund.isSettled(), Optional.empty())).toList());
        });
    }

    @Override
    public Optional<List<ListedRefund>> listRefunds(Payment payment) {
        return Optional.empty();
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        String expected = evidence == Evidence.PROOF ? signature(call.body()) : SHARED_WORD;
        return call.header(SIGNATURE).filter(expected::equals).isPresent();
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        JsonValue body = json(call);
        if (body.has("refundId")) {
            return new ProviderEvent(Json.text(body, "id").orElseThrow(), Json.text(body, "reference").orElseThrow(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        }
        PaymentStatus status = PaymentStatus.valueOf(Json.text(body, "status").orElseThrow());
        return new ProviderEvent(Json.text(body, "id").orElseThrow(), Json.text(body, "reference").orElseThrow(),
                Optional.of(status), Json.text(body, "amount").map(amount ->
                        Money.ofMajor(new BigDecimal(amount), Json.text(body, "currency").orElseThrow())),
                Json.text(body, "attempt").or(() -> Optional.of("ref-" + Json.text(body, "reference").orElseThrow())
                        .filter(any -> !requiresTransactionId)), failure(status), Map.of()).defaultingToAmountDue();
    }

    @Override
    public Optional<RefundNotice> refund(WebhookCall call) {
        JsonValue body = json(call);
        return Json.text(body, "refundId").map(id -> new RefundNotice(Json.text(body, "reference").orElseThrow(), id));
    }

    private static JsonValue json(WebhookCall call) {
        return Json.readObject(call.body()).orElseThrow(() -> new UnreadableWebhook("No JSON object."));
    }

    /** The body of a webhook that says that a refund came to its end. */
    static byte[] refundBody(String eventId, String reference, String refundId) {
        return Json.bytes(Json.object().put("id", eventId).put("reference", reference).put("refundId", refundId));
    }

    /** The body of its webhook about an order; one that names no money and is to be believed means what is due. */
    byte[] body(String eventId, ProviderOrder order) {
        boolean mustNameIt = evidence == Evidence.PROOF && !order.collected().equals(Optional.of(order.due()));
        JsonObject content = content(eventId, order.reference(), order.status(),
                order.collected().filter(any -> namesMoney || mustNameIt));
        return Json.bytes(requiresTransactionId ? content.put("attempt", order.lastAttempt().id()) : content);
    }

    /** The body of a webhook that says so. */
    static byte[] body(String eventId, String reference, PaymentStatus status, Optional<Money> paid) {
        return Json.bytes(content(eventId, reference, status, paid));
    }

    private static JsonObject content(String eventId, String reference, PaymentStatus status, Optional<Money> paid) {
        JsonObject content = Json.object().put("id", eventId).put("reference", reference).put("status", status.name());
        paid.ifPresent(money -> content.put("amount", money.majorText()).put("currency", money.currency()));
        return content;
    }

    /** The headers with which this provider itself would send it. */
    Map<String, String> authentic(byte[] body) {
        return Map.of(SIGNATURE, evidence == Evidence.PROOF ? signature(body) : SHARED_WORD);
    }

    /** The headers of somebody who has seen another webhook of this provider, and knows no secret. */
    Map<String, String> guessed(byte[] seen) {
        return Map.of(SIGNATURE, evidence == Evidence.PROOF ? signature(seen) : "nobody-told-me");
    }

    private static String signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
