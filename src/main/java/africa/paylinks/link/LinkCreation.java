package africa.paylinks.link;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.idempotency.IdempotencyStore.Completion;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.merchant.IdempotentCall;
import africa.paylinks.logging.Correlation;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.Route;
import africa.paylinks.provider.Attempts;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Creates a payment and its link exactly once per idempotency key: reserve, ask the provider, finish. After a crash between
 * these steps, a retry with the same key completes the same payment.
 */
@Singleton
public final class LinkCreation {

    private static final Logger LOG = Logger.getLogger(LinkCreation.class);
    /** The stage of local development. */
    private static final String LOCAL = "local";

    private final IdempotencyStore idempotency;
    private final PaymentStore payments;
    private final ProviderRegistry providers;
    private final Routing routing;
    private final PaymentIds ids;
    private final Clock clock;
    private final LinkConfig config;
    private final CreationLimit limit;
    private final Metrics metrics;

    public LinkCreation(IdempotencyStore idempotency, PaymentStore payments, ProviderRegistry providers, Routing routing,
            PaymentIds ids, Clock clock, LinkConfig config, CreationLimit limit, Metrics metrics) {
        this.idempotency = idempotency;
        this.payments = payments;
        this.providers = providers;
        this.routing = routing;
        this.ids = ids;
        this.clock = clock;
        this.config = config;
        this.limit = limit;
        this.metrics = metrics;
    }

    /** Loads what the first creation needs from the configured providers, and logs errors in the routing rules. */
    public void prepare() {
        routing.fault().ifPresent(fault -> LOG.errorf("routing-unreadable: %s", fault));
        providers.all().stream().filter(LinkCreator.class::isInstance).map(LinkCreator.class::cast)
                .forEach(LinkCreator::prepare);
    }

    /**
     * Answers {@code POST /payment-links}.
     *
     * @throws ProblemException for every response other than the created payment or a stored answer
     */
    public ApiResponse create(ApiRequest request) {
        String merchant = request.merchant("write");
        IdempotencyKey key = IdempotentCall.key(merchant, request);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Fingerprint fingerprint = Fingerprint.of(request.method(), request.path(), request.body());
        PublicAddress address = PublicAddress.of(config.publicUrl(), request.host());
        Selection selection;
        PaymentTerms terms;
        try {
            LinkRequest wanted = LinkRequestReader.read(request.body(), providerNames(), now, config.stage().equals(LOCAL));
            selection = select(wanted);
            terms = terms(ids.next(), merchant, wanted, selection, now);
        } catch (ProblemException refused) {
            // A request that was valid once may not be any more, for example because of its expiry or a routing rule. What
            // was begun continues as it began.
            return proceed(idempotency.resume(key, fingerprint).orElseThrow(() -> refused), address);
        }
        Optional<Duration> wait = limit.exceeded(merchant);
        if (wait.isPresent()) {
            // A stored answer costs nothing, and a creation that was begun should finish.
            return proceed(idempotency.resume(key, fingerprint).orElseThrow(() -> new ProblemException(Problem.of(
                    ProblemCode.TOO_MANY_REQUESTS, "This merchant has reached its limit of payment links per minute.")
                    .retryAfter(wait.get().toSeconds() + 1))), address);
        }
        return create(key, fingerprint, terms, selection.provider(), address);
    }

    /**
     * Creates a payment for another part of Paylinks, with the same guarantees.
     *
     * @return the payment, with a link, or failed because its provider refused it
     * @throws ProblemException as for an API request; when the outcome is unknown or another worker holds the key, repeat the
     *                          same request
     */
    public Payment create(InternalLinkRequest order) {
        return create(order, new PublicAddress(config.publicUrl().map(URI::toString)
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED,
                        "Set paylinks.public-url: there is no request to take the host name from.")))));
    }

    /**
     * Does the same for a request to the API, which names the host.
     *
     * @param host the host name of the request
     */
    public Payment create(InternalLinkRequest order, String host) {
        return create(order, PublicAddress.of(config.publicUrl(), host));
    }

    private Payment create(InternalLinkRequest order, PublicAddress address) {
        return Correlation.forPayment(order.paymentId(), () -> createPayment(order, address));
    }

    private Payment createPayment(InternalLinkRequest order, PublicAddress address) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        LinkRequest wanted = order.request();
        Selection selection = select(wanted);
        IdempotencyKey key = new IdempotencyKey(order.merchant(), order.idempotencyKey());
        PaymentTerms terms = terms(order.paymentId(), order.merchant(), wanted, selection, now);
        Reservation reservation = idempotency.reserve(key, order.fingerprint(), terms);
        if (reservation instanceof Reservation.TakenOver && order.expiresAt().isEmpty()) {
            giveTimeToPay(order.paymentId(), terms.expiresAt(), now);
        }
        proceed(reservation, terms, selection.provider(), address);
        return payments.find(order.paymentId())
                .orElseThrow(() -> new IllegalStateException("A created payment is missing"));
    }

    /** A creation that succeeds long after it began, because the provider was away, leaves the customer the usual time to pay. */
    private void giveTimeToPay(String paymentId, Instant usual, Instant now) {
        Instant enough = now.plus(config.linkLife().dividedBy(2));
        payments.find(paymentId)
                .filter(payment -> payment.status() == PaymentStatus.CREATING && payment.terms().expiresAt().isBefore(enough))
                .ifPresent(payment -> payments.postponeExpiry(paymentId, usual));
    }

    /**
     * The terms of a payment as it would be created, without creating it: whether some provider can serve a request that will
     * be made later, and which.
     *
     * @throws ProblemException 422 that says what no provider, or not this one, can serve
     */
    public PaymentTerms preview(String paymentId, String merchant, LinkRequest wanted) {
        return terms(paymentId, merchant, wanted, select(wanted), clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private ApiResponse create(IdempotencyKey key, Fingerprint fingerprint, PaymentTerms terms, LinkCreator provider,
            PublicAddress address) {
        return proceed(idempotency.reserve(key, fingerprint, terms), terms, provider, address);
    }

    private ApiResponse proceed(Reservation reservation, PaymentTerms terms, LinkCreator provider, PublicAddress address) {
        return reservation instanceof Reservation.Started started
                ? finish(started.token(), Payment.creating(terms), provider, address, false)
                : proceed(reservation, address);
    }

    private ApiResponse proceed(Reservation reservation, PublicAddress address) {
        if (reservation instanceof Reservation.TakenOver takenOver) {
            return resume(takenOver, address);
        } else if (reservation instanceof Reservation.Answered answered) {
            return IdempotentCall.replay(answered.answer());
        } else if (reservation instanceof Reservation.InProgress inProgress) {
            throw IdempotentCall.inProgress(inProgress.retryAfter());
        } else {
            throw IdempotentCall.keyReused();
        }
    }

    private ApiResponse resume(Reservation.TakenOver takenOver, PublicAddress address) {
        Payment payment = payments.find(takenOver.subjectId())
                .orElseThrow(() -> new IllegalStateException("A reserved payment is missing"));
        if (payment.status() == PaymentStatus.CREATING) {
            // The provider that was asked first, even if another one would be chosen today.
            LinkCreator provider = providers.named(payment.terms().provider()).map(LinkCreator.class::cast)
                    .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED,
                            payment.terms().provider() + ", which this payment belongs to, is no longer available.")));
            return finish(takenOver.token(), payment, provider, address, true);
        }
        if (payment.failure().equals(Optional.of(Failure.CREATION_UNKNOWN))) {
            return finishRaised(takenOver.token(), payment, result(payment, new LinkCreator.Refused(Failure.CREATION_UNKNOWN), address));
        }
        // An event for the payment arrived before its creation finished, so the provider has it already.
        return finishRaised(takenOver.token(), payment, result(payment, new LinkCreator.Created(
                payment.instructions().map(PaymentInstructions::link), payment.instructions().flatMap(PaymentInstructions::ussdCode),
                payment.instructions().flatMap(PaymentInstructions::bankAccount), payment.providerReference()), address));
    }

    /** @param retry whether an earlier attempt at the creation has not finished */
    private ApiResponse finish(FencingToken token, Payment payment, LinkCreator provider, PublicAddress address, boolean retry) {
        Correlation.setPayment(payment.id());
        Attempts.count(metrics, payment, "create-link", retry);
        LinkCreator.Outcome outcome;
        try {
            outcome = provider.createLink(payment.terms(), address);
        } catch (ProviderNotConfigured | SecretsUnavailable notUsable) {
            idempotency.release(token);
            throw new ProblemException(Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED, notUsable.getMessage()));
        }
        if (outcome instanceof LinkCreator.Unknown unknown) {
            idempotency.release(token);
            throw new ProblemException(Problem.of(ProblemCode.PROVIDER_TIMEOUT, provider.name() + " " + unknown.reason()
                    + ". It is unknown whether it created the payment; repeat the same request with the same key to continue.")
                    .retryAfter(1).about(payment.id()));
        }
        CreationResult result = result(payment, outcome, address);
        ApiResponse answer = answer(result.appliedTo(payment));
        return switch (idempotency.complete(token, result, IdempotentCall.stored(answer))) {
            case COMPLETED -> answer;
            case TAKEN_OVER -> throw IdempotentCall.takenOver();
            case ALREADY_RAISED -> finishRaised(token, payments.find(payment.id()).orElseThrow(), result);
        };
    }

    private ApiResponse finishRaised(FencingToken token, Payment raised, CreationResult result) {
        ApiResponse answer = answer(result.appliedTo(raised));
        if (idempotency.completeRaised(token, result, IdempotentCall.stored(answer)) == Completion.TAKEN_OVER) {
            throw IdempotentCall.takenOver();
        }
        return answer;
    }

    private CreationResult result(Payment payment, LinkCreator.Outcome outcome, PublicAddress address) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (outcome instanceof LinkCreator.Created created) {
            PaymentInstructions instructions = new PaymentInstructions(
                    created.link().orElseGet(() -> address.checkoutPage(payment.id())), created.ussdCode(),
                    created.bankAccount());
            return new CreationResult(payment.id(), payment.terms().provider(), PaymentStatus.PENDING, Optional.of(instructions),
                    created.providerReference(), Optional.empty(), at);
        }
        Failure failure = ((LinkCreator.Refused) outcome).failure();
        return new CreationResult(payment.id(), payment.terms().provider(), PaymentStatus.FAILED, Optional.empty(), Optional.empty(),
                Optional.of(failure), at);
    }

    private static ApiResponse answer(Payment payment) {
        if (payment.status() == PaymentStatus.FAILED && payment.instructions().isEmpty()) {
            return Problem.of(ProblemCode.PROVIDER_REJECTED, payment.terms().provider() + " refused: "
                    + payment.failure().map(Failure::message).orElse("no reason given")).about(payment.id()).toResponse();
        }
        return ApiResponse.json(201, PaymentJson.created(payment)).with("location", "/payments/" + payment.id());
    }

    /**
     * The chosen provider.
     *
     * @param route the routing rule, if one applied
     */
    private record Selection(LinkCreator provider, Optional<Route> route) {
    }

    private Selection select(LinkRequest wanted) {
        Optional<Routing.Choice> choice = wanted.provider().isPresent() ? Optional.empty() : Optional.of(route(wanted));
        LinkCreator provider = choice.map(Routing.Choice::provider).or(wanted::provider).flatMap(providers::named)
                .filter(LinkCreator.class::isInstance).map(LinkCreator.class::cast)
                .orElseThrow(() -> unsupported("/provider", "This provider does not create links."));
        requireService(provider, wanted);
        return new Selection(provider, choice.map(Routing.Choice::route));
    }

    private Routing.Choice route(LinkRequest wanted) {
        String currency = wanted.amount().currency();
        try {
            return routing.choose(currency, wanted.method(), wanted.customer(), wanted.orderId())
                    .orElseThrow(() -> unsupported("/provider", "No routing rule matches " + currency
                            + wanted.method().map(method -> " with " + method.wireName()).orElse("")
                            + ". Set 'provider'; GET /providers lists the providers and the rules."));
        } catch (ProviderNotConfigured unreadable) {
            throw new ProblemException(Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED, unreadable.getMessage()));
        }
    }

    private static void requireService(LinkCreator provider, LinkRequest wanted) {
        String currency = wanted.amount().currency();
        if (!provider.currencies().contains(currency)) {
            throw unsupported("/currency", provider.name() + " does not support " + currency + "; it supports "
                    + String.join(", ", provider.currencies().stream().sorted().toList()) + ".");
        }
        if (wanted.method().isPresent() && !provider.methods().contains(wanted.method().get())) {
            throw unsupported("/method", provider.name() + " does not support " + wanted.method().get().wireName()
                    + "; it supports "
                    + String.join(", ", provider.methods().stream().map(PaymentMethod::wireName).toList()) + ".");
        }
    }

    private List<String> providerNames() {
        return providers.all().stream().map(Provider::name).sorted().toList();
    }

    private static ProblemException unsupported(String pointer, String detail) {
        return new ProblemException(Problem.ofFields(ProblemCode.UNSUPPORTED, detail,
                List.of(new FieldError(pointer, detail))));
    }

    private PaymentTerms terms(String id, String merchant, LinkRequest wanted, Selection selection, Instant now) {
        LinkCreator provider = selection.provider();
        PaymentTerms terms = new PaymentTerms(id, merchant, wanted.orderId(), provider.name(),
                wanted.method().orElseGet(() -> provider.methods().get(0)), wanted.amount(), wanted.customer(),
                wanted.description(), wanted.redirectUrl(), wanted.metadata(), now,
                wanted.expiresAt().orElseGet(() -> now.plus(config.linkLife())).truncatedTo(ChronoUnit.MILLIS),
                selection.route());
        provider.objection(terms).ifPresent(objection -> {
            throw unsupported(objection.pointer(), objection.detail());
        });
        return terms;
    }
}
