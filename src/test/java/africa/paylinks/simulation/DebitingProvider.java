package africa.paylinks.simulation;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookSource;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A simulated provider that debits phones and signs its webhooks, with one debit for each reference. */
final class DebitingProvider implements CustomerDebit, StatusLookup, WebhookSource {

    static final String NAME = "debiting";
    static final String CURRENCY = "GHS";

    private static final String SIGNATURE = "x-signature";
    private static final byte[] SECRET = "simulated-secret".getBytes(StandardCharsets.UTF_8);
    private static final Created ON_OUR_PAGE = new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final DebitSystem system;
    private final long usualFault;
    private final boolean webhooksNameOtherIds;
    private final Map<String, Debit> debits = new LinkedHashMap<>();

    DebitingProvider(DebitSystem system) {
        this.system = system;
        this.usualFault = system.dice().between(1, 6);
        this.webhooksNameOtherIds = system.dice().chance(0.3);
    }

    /** A debit as the provider knows it. */
    static final class Debit {

        private final String reference;
        private final String phone;
        private final Money amount;
        private PaymentStatus status = PaymentStatus.PENDING;

        private Debit(String reference, String phone, Money amount) {
            this.reference = reference;
            this.phone = phone;
            this.amount = amount;
        }

        String reference() {
            return reference;
        }

        String paymentId() {
            return Debits.paymentId(reference);
        }

        int number() {
            return Debits.number(reference);
        }

        String phone() {
            return phone;
        }

        /** The provider's own id. */
        String id() {
            return "debit-" + reference;
        }

        PaymentStatus status() {
            return status;
        }

        boolean isPaid() {
            return status == PaymentStatus.COMPLETED;
        }

        void end(PaymentStatus outcome) {
            status = outcome;
        }
    }

    /** The debits of a payment by number. */
    Map<Integer, Debit> debits(String paymentId) {
        Map<Integer, Debit> known = new TreeMap<>();
        debits.values().stream().filter(debit -> debit.paymentId().equals(paymentId)).forEach(debit -> known.put(debit.number(), debit));
        return known;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.MOMO);
    }

    @Override
    public Set<String> currencies() {
        return Set.of(CURRENCY);
    }

    @Override
    public boolean needsBank() {
        return false;
    }

    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        Optional<String> phone = terms.customer().phone().flatMap(this::phone);
        return phone.isEmpty() ? ON_OUR_PAGE
                : system.outside("provider: create debit", terms::id, () -> asked(terms, 1, phone.get()));
    }

    @Override
    public Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
        if (system.faultRates().rejectsRefund() && system.dice().chance(0.5)) {
            system.note("fault: provider not configured", terms::id);
            // Long enough that another attempt may begin before this one is withdrawn.
            system.running().waitFor(system.dice().chance(0.3) ? 0 : system.dice().between(5_000, 60_000));
            throw new ProviderNotConfigured("The simulated provider rejects the key.");
        }
        return system.outside("provider: start debit", () -> Debits.reference(terms.id(), number) + " of " + phone, () -> {
            system.debitStarts(terms.id(), number, phone);
            return asked(terms, number, phone);
        });
    }

    private Outcome asked(PaymentTerms terms, int number, String phone) {
        String reference = Debits.reference(terms.id(), number);
        if (!system.faultRates().providerFails()) {
            return created(terms, reference, phone);
        }
        switch ((int) (system.dice().chance(0.5) ? usualFault : system.dice().between(1, 6))) {
            case 1, 2:
                if (debits.containsKey(reference)) {
                    return created(terms, reference, phone);
                }
                system.note("fault: provider refuses", () -> reference);
                system.running().waitFor(system.dice().chance(0.4) ? 0 : system.dice().between(20_000, 90_000));
                return new Refused(new Failure("invalid-account", "The simulated provider knows no such account."));
            case 3:
                system.note("fault: request to provider lost", () -> reference);
                return new Unknown("did not answer within 15000 ms");
            case 4:
                created(terms, reference, phone);
                system.note("fault: answer of provider lost", () -> reference);
                return new Unknown("did not answer within 15000 ms");
            default:
                Outcome late = created(terms, reference, phone);
                system.note("fault: provider slow", () -> reference);
                system.running().waitFor(system.dice().stretched(1_000, 90_000));
                return system.dice().chance(0.7) ? late : new Unknown("answered with HTTP status 504");
        }
    }

    private Outcome created(PaymentTerms terms, String reference, String phone) {
        Debit debit = debits.computeIfAbsent(reference, asked -> {
            Debit started = new Debit(reference, phone, terms.amount());
            system.simulateCustomer(started);
            return started;
        });
        return new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(debit.id()));
    }

    /** As FLUID's: by the id that it gave, or by our reference if that answer was lost. */
    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        int number = transactionId.flatMap(payment::debitNumber).orElse(payment.debits().current());
        Optional<String> knownReference = payment.debitReference(number);
        String ours = Debits.reference(payment.id(), number);
        String asked = knownReference.or(() -> transactionId).orElse(ours);
        return system.outside("provider: status", () -> asked, () -> {
            if (system.faultRates().providerFails()) {
                system.note("fault: provider gives no status", payment::id);
                return new Unavailable("answered with HTTP status 502");
            }
            Optional<Debit> found = debits.values().stream().filter(debit -> asked.equals(debit.reference) || asked.equals(debit.id())
                    || asked.equals(otherId(debit))).filter(debit -> debit.reference.equals(ours)).findFirst();
            if (found.isEmpty()) {
                return knownReference.isPresent() ? new NotFound("does not know it") : new NotPossible();
            }
            PaymentStatus status = found.get().status;
            return new Known(status, Optional.of(found.get().amount).filter(any -> status.isPaid()), knownReference.or(() -> Optional.of(found.get().id())),
                    failure(status), Map.of(), number, Optional.empty());
        });
    }

    private static Optional<Failure> failure(PaymentStatus status) {
        return Optional.of(new Failure("payment-failed", "The customer did not approve.")).filter(any -> status == PaymentStatus.FAILED);
    }

    private static String otherId(Debit debit) {
        return "transaction-" + debit.reference;
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return call.header(SIGNATURE).filter(signature(call.body())::equals).isPresent();
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
        String id = Json.text(body, "debit").orElseThrow();
        return new ProviderEvent(Json.text(body, "id").orElseThrow(), Debits.paymentId(reference), Optional.of(status), Optional.empty(),
                Optional.of(id), failure(status), Map.of()).withAliases(Set.copyOf(List.of("debit-" + reference, id))).ofDebit(Debits.number(reference))
                .defaultingToAmountDue();
    }

    /** The body of its webhook about a debit. */
    byte[] body(Debit debit) {
        return body(debit.reference + "-" + debit.status, debit.reference, webhooksNameOtherIds ? otherId(debit) : debit.id(), debit.status);
    }

    /** The body of a webhook that says so. */
    static byte[] body(String event, String reference, String id, PaymentStatus status) {
        JsonObject content = Json.object().put("id", "event-" + event).put("reference", reference).put("debit", id).put("status", status.name());
        return Json.bytes(content);
    }

    /** The headers with which this provider itself would send it. */
    static Map<String, String> authentic(byte[] body) {
        return Map.of(SIGNATURE, signature(body));
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
