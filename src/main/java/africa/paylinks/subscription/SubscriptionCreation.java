package africa.paylinks.subscription;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.link.LinkRequest;
import africa.paylinks.merchant.IdempotentCall;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Creates subscriptions, once per idempotency key. No provider is asked; the first period is charged when it falls due. */
@Singleton
public final class SubscriptionCreation {

    private final SubscriptionStore store;
    private final LinkCreation links;
    private final DebitPolicy debits;
    private final ProviderRegistry providers;
    private final PaymentIds ids;
    private final Clock clock;

    public SubscriptionCreation(SubscriptionStore store, LinkCreation links, DebitPolicy debits, ProviderRegistry providers,
            PaymentIds ids, Clock clock) {
        this.store = store;
        this.links = links;
        this.debits = debits;
        this.providers = providers;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Answers {@code POST /subscriptions}.
     *
     * @throws ProblemException for every response other than the created subscription or a stored answer
     */
    ApiResponse create(ApiRequest request) {
        String merchant = request.merchant("write");
        IdempotencyKey key = IdempotentCall.key(merchant, request);
        Fingerprint fingerprint = Fingerprint.of(request.method(), request.path(), request.body());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        SubscriptionChange created;
        try {
            created = Billing.created(terms(merchant, SubscriptionRequestReader.read(request.body(), names(), now), now), now);
        } catch (ProblemException refused) {
            // What was valid once may not be any more, for example because its first date is over.
            return proceed(store.resume(key, fingerprint).orElseThrow(() -> refused), now);
        }
        Reservation reservation = store.create(key, fingerprint, created);
        return reservation instanceof Reservation.Started started
                ? answer(started.token(), created.next(), now)
                : proceed(reservation, now);
    }

    private ApiResponse proceed(Reservation reservation, Instant now) {
        if (reservation instanceof Reservation.TakenOver takenOver) {
            return answer(takenOver.token(), store.find(takenOver.subjectId())
                    .orElseThrow(() -> new IllegalStateException("A reserved subscription is missing")), now);
        } else if (reservation instanceof Reservation.Answered answered) {
            return IdempotentCall.replay(answered.answer());
        } else if (reservation instanceof Reservation.InProgress inProgress) {
            throw IdempotentCall.inProgress(inProgress.retryAfter());
        }
        throw IdempotentCall.keyReused();
    }

    private ApiResponse answer(FencingToken token, Subscription subscription, Instant now) {
        ApiResponse answer = ApiResponse.json(201, SubscriptionJson.subscription(new SubscriptionAccount(subscription, List.of()), now))
                .with("location", "/subscriptions/" + subscription.id());
        if (!store.answer(token, IdempotentCall.stored(answer))) {
            throw IdempotentCall.takenOver();
        }
        return answer;
    }

    private SubscriptionTerms terms(String merchant, SubscriptionRequest wanted, Instant now) {
        String id = SubscriptionIds.next(ids);
        PaymentTerms first = preview(id, merchant, wanted.provider(), wanted);
        debits.require(first.provider(), wanted.customer());
        return new SubscriptionTerms(id, merchant, wanted.customer(), first.provider(), first.method(), wanted.amount(),
                wanted.description(), wanted.calendar(), wanted.payments(), wanted.policy(), wanted.remindDaysBefore(),
                wanted.metadata(), now);
    }

    /** What cannot be charged is refused now, and not at the first charge. */
    private PaymentTerms preview(String id, String merchant, Optional<String> provider, SubscriptionRequest wanted) {
        String reference = new ChargeReference(id, wanted.calendar().first(), 0).text();
        return links.preview(reference, merchant, new LinkRequest(provider, reference, wanted.amount(), wanted.method(),
                wanted.description(), wanted.customer(), Optional.empty(), wanted.metadata(), Optional.empty()));
    }

    /**
     * Requires that changed terms can be charged.
     *
     * @throws ProblemException 422 that says what the provider cannot serve
     */
    void require(SubscriptionTerms terms) {
        String reference = new ChargeReference(terms.id(), terms.calendar().first(), 0).text();
        links.preview(reference, terms.merchant(), new LinkRequest(Optional.of(terms.provider()), reference, terms.amount(),
                Optional.of(terms.method()), terms.description(), terms.customer(), Optional.empty(), terms.metadata(), Optional.empty()));
        debits.require(terms.provider(), terms.customer());
    }

    private List<String> names() {
        return providers.all().stream().map(Provider::name).sorted().toList();
    }
}
