package africa.paylinks.kommo;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.Canceller;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A provider with hosted links, one per reference however often it is asked. */
final class FakeHostedPageProvider implements LinkCreator, Canceller, StatusLookup {

    /** The answer to the next creations instead of a link. */
    Optional<Outcome> instead = Optional.empty();
    boolean closes = true;
    final Map<String, PaymentTerms> created = new ConcurrentHashMap<>();
    final Set<String> closed = ConcurrentHashMap.newKeySet();
    final Map<String, Money> paid = new ConcurrentHashMap<>();

    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        if (terms.customer().email().isEmpty()) {
            return new Refused(new Failure("email-required", "No payment without an email address."));
        }
        if (instead.isPresent()) {
            return instead.get();
        }
        created.put(terms.id(), terms);
        return new Created(Optional.of("https://pay.example/" + terms.id()), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public CancelOutcome cancel(Payment payment) {
        if (paid.containsKey(payment.id())) {
            return new NotClosed(new Failure("refused", "It is paid."));
        }
        if (!closes) {
            return new Undecided("is silent");
        }
        closed.add(payment.id());
        return new Closed();
    }

    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        return Optional.ofNullable(paid.get(payment.id())).<ProviderStatus>map(money -> new Known(
                africa.paylinks.payment.PaymentStatus.COMPLETED, Optional.of(money), Optional.of("tx-1"), Optional.empty(), Map.of()))
                .orElseGet(() -> new NotFound("nothing paid"));
    }

    @Override
    public String name() {
        return "flutterwave";
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.CARD);
    }

    @Override
    public Set<String> currencies() {
        return Set.of("USD", "KES");
    }
}
