package africa.paylinks.payment;

import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.payment.StatusEvent.WithoutAmount;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Payments and status events for tests; each payment has an id and an order of its own. */
public final class SamplePayments {

    public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    public static final PaymentIds IDS = new PaymentIds(new SecureRandom());

    private SamplePayments() {
    }

    /** Fifty leones of merchant shop, by Flot. */
    public static PaymentTerms terms() {
        return terms("shop", new Money(5000, "SLE"), NOW);
    }

    public static PaymentTerms terms(String merchant, Money amount, Instant createdAt) {
        String id = IDS.next();
        return new PaymentTerms(id, merchant, "order-" + id, "flot", PaymentMethod.MOMO, amount,
                new Customer(Optional.of("Ada"), Optional.of("ada@example.com"), Optional.of("+23276000000"),
                        Optional.empty()),
                Optional.of("Two tickets"), Optional.of("https://shop.example/thanks"), Map.of("cart", "7"), createdAt,
                createdAt.plus(Duration.ofHours(24)));
    }

    public static CreationResult opening(PaymentTerms terms) {
        return new CreationResult(terms.id(), terms.provider(), PaymentStatus.PENDING,
                Optional.of(new PaymentInstructions("https://pay.example/" + terms.id(), Optional.of("*175*1#"),
                        Optional.empty())),
                Optional.of("attempt-" + terms.id()), Optional.empty(), terms.createdAt().plusSeconds(1));
    }

    /** A status event by webhook, one second after the creation, without an amount. */
    /** A status event of a provider that reports no amount and collects the amount due. */
    public static StatusEvent statusEvent(PaymentTerms terms, PaymentStatus status) {
        return statusEvent(terms, status, Optional.empty());
    }

    public static StatusEvent statusEvent(PaymentTerms terms, PaymentStatus status, Optional<Money> paid) {
        Optional<Failure> failure = Optional.of(new Failure("payment-failed", "The payment did not succeed."))
                .filter(any -> status == PaymentStatus.FAILED);
        return new StatusEvent(terms.id(), terms.provider(), status, Cause.WEBHOOK, terms.createdAt().plusSeconds(2), paid,
                Optional.empty(), failure, Map.of("said", status.name()), Set.of(), WithoutAmount.MEANS_AMOUNT_DUE);
    }
}
