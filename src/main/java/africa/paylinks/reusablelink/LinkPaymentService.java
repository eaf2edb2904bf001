package africa.paylinks.reusablelink;

import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.link.CreationLimit;
import africa.paylinks.link.InternalLinkRequest;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.link.LinkRequest;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.reusablelink.LinkClaim.State;
import africa.paylinks.reusablelink.ReusableLinkStore.AlreadyClaimed;
import africa.paylinks.reusablelink.ReusableLinkStore.Claimed;
import africa.paylinks.reusablelink.ReusableLinkStore.Claiming;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Makes the payments of a reusable link, one for each form: claim a place within the limit, then create an ordinary payment
 * whose id follows from the form. After a crash between the two, the same form continues.
 */
@Singleton
public final class LinkPaymentService {

    private static final Logger LOG = Logger.getLogger(LinkPaymentService.class);

    private final ReusableLinkStore links;
    private final LinkSettlement settlement;
    private final PaymentStore payments;
    private final LinkCreation creation;
    private final ProviderRegistry providers;
    private final CreationLimit limit;
    private final ReusableLinkConfig config;
    private final Clock clock;

    public LinkPaymentService(ReusableLinkStore links, LinkSettlement settlement, PaymentStore payments, LinkCreation creation,
            ProviderRegistry providers, CreationLimit limit, ReusableLinkConfig config, Clock clock) {
        this.links = links;
        this.settlement = settlement;
        this.payments = payments;
        this.creation = creation;
        this.providers = providers;
        this.limit = limit;
        this.config = config;
        this.clock = clock;
    }

    /** Loads what the first payment needs from the configured providers. */
    public void prepare() {
        creation.prepare();
    }

    /** The link of a path, with or without the prefix of its id. */
    public Optional<ReusableLink> find(String id) {
        return LinkIds.read(id).flatMap(links::find);
    }

    /** Whether a link can be paid now; releases claims that are overdue before it says that the limit is reached. */
    public LinkStatus status(ReusableLink link) {
        LinkStatus status = link.status(clock.instant());
        return status == LinkStatus.BUSY && settlement.releaseOverdue(link.id())
                ? links.find(link.id()).orElse(link).status(clock.instant())
                : status;
    }

    /**
     * Makes the payment of a form, or finds the one that it made.
     *
     * @param token of the form
     * @param host  the host name of the request
     */
    public Outcome pay(ReusableLink link, String token, LinkOrder order, String host) {
        String paymentId = LinkIds.paymentId(link.id(), token);
        Optional<LinkClaim> earlier = links.claimOf(link.id(), paymentId);
        if (earlier.isPresent()) {
            return repeated(link, earlier.get(), token, order, host);
        }
        LinkStatus status = status(link);
        if (status != LinkStatus.ACTIVE) {
            return new Closed(status);
        }
        Optional<Duration> wait = limit.exceeded(link.id());
        if (wait.isPresent()) {
            return new Unavailable(wait.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        LinkClaim claim = LinkClaim.held(link.id(), paymentId, order.fingerprint(token), now.plus(config.paymentLife()));
        PaymentTerms terms;
        try {
            terms = preview(link, claim, order);
        } catch (ProblemException refused) {
            return refused(refused, claim);
        }
        Claiming claiming = links.claim(claim, now);
        if (claiming instanceof Claimed) {
            return create(link, claim, order, terms, host);
        } else if (claiming instanceof AlreadyClaimed already) {
            return repeated(link, already.claim(), token, order, host);
        }
        LinkStatus reached = links.find(link.id()).orElse(link).status(now);
        return new Closed(reached == LinkStatus.ACTIVE ? LinkStatus.BUSY : reached);
    }

    private Outcome repeated(ReusableLink link, LinkClaim claim, String token, LinkOrder order, String host) {
        if (!claim.fingerprint().equals(order.fingerprint(token))) {
            return new Outdated();
        }
        Optional<Payment> payment = payments.find(claim.paymentId());
        if (payment.filter(known -> known.status() != PaymentStatus.CREATING).isPresent()) {
            return outcome(payment.get());
        }
        if (claim.state() != State.HELD || !clock.instant().isBefore(claim.until())) {
            // A payment that is created now could exceed the limit.
            return new Outdated();
        }
        try {
            return create(link, claim, order, payment.map(Payment::terms).orElseGet(() -> preview(link, claim, order)), host);
        } catch (ProblemException refused) {
            return refused(refused, claim);
        }
    }

    private PaymentTerms preview(ReusableLink link, LinkClaim claim, LinkOrder order) {
        LinkTerms terms = link.terms();
        // The payment's own id, so that a rollout's rules choose for each customer and not once for the link.
        return creation.preview(claim.paymentId(), terms.merchant(), new LinkRequest(terms.provider(), claim.paymentId(), order.total(),
                terms.method(), description(link, order), order.customer(), terms.redirectUrl(), metadata(link, order), Optional.of(claim.until())));
    }

    private Outcome create(ReusableLink link, LinkClaim claim, LinkOrder order, PaymentTerms terms, String host) {
        try {
            Payment payment = creation.create(new InternalLinkRequest(claim.paymentId(), terms.merchant(), "link:" + claim.paymentId(),
                    terms.provider(), link.id(), order.total(), Optional.of(terms.method()), customer(order, terms), description(link, order),
                    metadata(link, order), Optional.of(claim.until()), link.terms().redirectUrl()), host);
            if (payment.status() == PaymentStatus.FAILED && payment.instructions().isEmpty()) {
                settlement.settle(payment.id());
            }
            return outcome(payment);
        } catch (ProblemException refused) {
            return refused(refused, claim);
        }
    }

    /**
     * Whom to debit is asked by the payment's own page, which limits how often a number is asked: otherwise anyone could have
     * a stranger's phone asked.
     */
    private Customer customer(LinkOrder order, PaymentTerms terms) {
        Customer customer = order.customer();
        boolean debits = providers.named(terms.provider()).filter(CustomerDebit.class::isInstance).isPresent();
        return debits ? new Customer(customer.id(), customer.name(), customer.email(), Optional.empty(), customer.bank()) : customer;
    }

    private static Optional<String> description(ReusableLink link, LinkOrder order) {
        return link.terms().description().map(text -> order.quantity() == 1 ? text : text + " \u00d7 " + order.quantity());
    }

    private static Map<String, String> metadata(ReusableLink link, LinkOrder order) {
        Map<String, String> metadata = new HashMap<>(link.terms().metadata());
        if (link.terms().quantity().isChoice() || order.quantity() > 1) {
            metadata.put(ReusableLinkReader.QUANTITY, Integer.toString(order.quantity()));
        }
        order.note().ifPresent(note -> metadata.put(ReusableLinkReader.NOTE, note));
        return metadata;
    }

    private Outcome refused(ProblemException refused, LinkClaim claim) {
        ProblemCode code = refused.problem().code();
        if (code == ProblemCode.UNSUPPORTED) {
            return new Refused(code.wireName());
        } else if (payments.find(claim.paymentId()).isPresent() && code != ProblemCode.PROVIDER_NOT_CONFIGURED) {
            // Another request creates it, or the provider did not say what it did: the payment's page follows it.
            return new Begun(claim.paymentId());
        }
        LOG.errorf("link-payment-not-created payment=%s code=%s", claim.paymentId(), code.wireName());
        return new Unavailable(Duration.ofSeconds(5));
    }

    private static Outcome outcome(Payment payment) {
        if (payment.status() == PaymentStatus.FAILED && payment.instructions().isEmpty()) {
            return new Refused(payment.failure().map(Failure::code).orElse(""));
        }
        return new Made(payment);
    }

    /** The result of a form. */
    public sealed interface Outcome permits Made, Begun, Refused, Closed, Outdated, Unavailable {
    }

    /** The payment exists, in whatever state. */
    public record Made(Payment payment) implements Outcome {
    }

    /** The payment is being created. */
    public record Begun(String paymentId) implements Outcome {
    }

    /**
     * The provider cannot take this payment.
     *
     * @param code of the failure, or of the problem
     */
    public record Refused(String code) implements Outcome {
    }

    /** The link cannot be paid. */
    public record Closed(LinkStatus status) implements Outcome {
    }

    /** The form was used for something else, or too long ago. */
    public record Outdated() implements Outcome {
    }

    /** Nothing was created. */
    public record Unavailable(Duration retryAfter) implements Outcome {
    }
}
