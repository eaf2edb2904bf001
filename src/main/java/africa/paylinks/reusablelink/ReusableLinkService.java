package africa.paylinks.reusablelink;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.QueryFields;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.link.LinkRequest;
import africa.paylinks.merchant.IdempotentCall;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.LinkPayment;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentPage;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.PublicAddress;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Creates, returns and changes a merchant's reusable links; those of other merchants appear as not found. */
@Singleton
public final class ReusableLinkService {

    private static final String LINKS_OF = "links ";
    private static final String PAYMENTS_OF = "payments of ";
    private static final String LOCAL = "local";
    /** Each attempt follows the change of another request. */
    private static final int MAX_ATTEMPTS = 8;

    private final ReusableLinkStore store;
    private final PaymentStore payments;
    private final LinkCreation creation;
    private final ProviderRegistry providers;
    private final PaymentIds ids;
    private final Clock clock;
    private final LinkConfig config;

    public ReusableLinkService(ReusableLinkStore store, PaymentStore payments, LinkCreation creation, ProviderRegistry providers,
            PaymentIds ids, Clock clock, LinkConfig config) {
        this.store = store;
        this.payments = payments;
        this.creation = creation;
        this.providers = providers;
        this.ids = ids;
        this.clock = clock;
        this.config = config;
    }

    /**
     * Answers {@code POST /links}.
     *
     * @throws ProblemException for every response other than the created link or a stored answer
     */
    ApiResponse create(ApiRequest request) {
        String merchant = request.merchant("write");
        IdempotencyKey key = IdempotentCall.key(merchant, request);
        Fingerprint fingerprint = Fingerprint.of(request.method(), request.path(), request.body());
        ReusableLink link;
        try {
            link = ReusableLinkReader.read(LinkIds.next(ids), merchant, request.body(), names(), now(), config.stage().equals(LOCAL));
            requireService(link.terms());
        } catch (ProblemException refused) {
            // What was valid once may not be any more, for example because of its expiry.
            return proceed(store.resume(key, fingerprint).orElseThrow(() -> refused));
        }
        ApiResponse answer = ApiResponse.json(201, ReusableLinkJson.of(link, address(request), now())).with("location", "/links/" + link.id());
        Reservation reservation = store.create(key, fingerprint, link, IdempotentCall.stored(answer));
        return reservation instanceof Reservation.Started ? answer : proceed(reservation);
    }

    private static ApiResponse proceed(Reservation reservation) {
        if (reservation instanceof Reservation.Answered answered) {
            return IdempotentCall.replay(answered.answer());
        } else if (reservation instanceof Reservation.InProgress inProgress) {
            throw IdempotentCall.inProgress(inProgress.retryAfter());
        }
        throw IdempotentCall.keyReused();
    }

    /** What cannot be paid is refused now, and not when the first customer comes. */
    private void requireService(LinkTerms terms) {
        Money amount = terms.price().fixed().or(() -> terms.price().suggestions().stream().findFirst()).or(terms.price()::minimum)
                .or(terms.price()::maximum).orElseGet(() -> Money.ofMajor(java.math.BigDecimal.valueOf(100), terms.price().currency()));
        try {
            creation.preview(LinkIds.paymentId(terms.id(), ids.randomText()), terms.merchant(), new LinkRequest(terms.provider(), terms.id(), amount,
                    terms.method(), terms.description(), sample(terms), terms.redirectUrl(), terms.metadata(), Optional.empty()));
        } catch (ProblemException refused) {
            throw new ProblemException(ofLink(refused.problem()));
        }
    }

    /** A customer who enters all that the page asks for. */
    private static Customer sample(LinkTerms terms) {
        return new Customer(Optional.empty(), collected(terms, CollectedField.NAME, "Customer"),
                collected(terms, CollectedField.EMAIL, "customer@example.com"), collected(terms, CollectedField.PHONE, "+2250700000000"), Optional.empty());
    }

    private static Optional<String> collected(LinkTerms terms, CollectedField field, String value) {
        return Optional.of(value).filter(any -> terms.collect().contains(field));
    }

    /** What a provider misses about the customer has to be collected by the link. */
    private static Problem ofLink(Problem problem) {
        return problem.pointing(pointer -> pointer.startsWith("/customer") ? "/collect" : pointer);
    }

    /**
     * Answers {@code GET /links/{id}}.
     *
     * @throws ProblemException 404 when the merchant has no such link
     */
    ApiResponse find(ApiRequest request) {
        return json(own(request, "read"), request);
    }

    /**
     * Answers {@code GET /links}.
     *
     * @throws ProblemException 400 that lists every invalid parameter
     */
    ApiResponse search(ApiRequest request) {
        String merchant = request.merchant("read");
        QueryFields query = new QueryFields(request);
        int limit = query.limit();
        Optional<LinkSearch.Position> after = query.cursor(LINKS_OF + merchant, text -> {
            int space = text.indexOf(' ');
            return LinkIds.read(text.substring(space + 1)).map(id -> new LinkSearch.Position(Instant.parse(text.substring(0, space)), id));
        });
        query.requireValid();
        LinkPage page = store.search(new LinkSearch(merchant, limit, after));
        JsonObject body = Json.object();
        JsonArray list = body.putArray("links");
        page.links().forEach(link -> list.add(ReusableLinkJson.of(link, address(request), now())));
        return ApiResponse.json(200, body.put("nextCursor", page.next().map(position -> QueryFields.cursor(LINKS_OF + merchant,
                PaymentJson.instant(position.createdAt()) + " " + position.linkId())).orElse(null)));
    }

    /**
     * Answers {@code PATCH /links/{id}}.
     *
     * @throws ProblemException 404 when the merchant has no such link, 400 that lists every invalid field
     */
    ApiResponse change(ApiRequest request) {
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            ReusableLink link = own(request, "write");
            ReusableLink changed = link.with(ReusableLinkReader.change(request.body(), link.availability(), now()), now());
            if (store.change(changed)) {
                return json(changed, request);
            }
        }
        throw new IllegalStateException("The link is changed all the time");
    }

    /**
     * Answers {@code GET /links/{id}/payments}.
     *
     * @throws ProblemException 404 when the merchant has no such link, 400 that lists every invalid parameter
     */
    ApiResponse payments(ApiRequest request) {
        ReusableLink link = own(request, "read");
        QueryFields query = new QueryFields(request);
        Optional<PaymentStatus> status = query.read("status", "Unknown status.", PaymentStatus::named);
        int limit = query.limit();
        String scope = PAYMENTS_OF + link.id();
        Optional<PaymentSearch.Position> after = query.cursor(scope, text -> {
            int space = text.indexOf(' ');
            return Optional.of(text.substring(space + 1)).filter(PaymentIds::isPossible)
                    .map(id -> new PaymentSearch.Position(Instant.parse(text.substring(0, space)), id));
        });
        query.requireValid();
        PaymentPage page = payments.search(new PaymentSearch(link.terms().merchant(), Optional.of(link.id()), status, Optional.empty(),
                Optional.empty(), limit, after));
        JsonObject body = Json.object();
        JsonArray list = body.putArray("payments");
        // A merchant may use the id of a link as the order of another payment.
        page.payments().stream().filter(payment -> LinkPayment.is(payment.id())).forEach(payment -> list.add(PaymentJson.current(payment)));
        return ApiResponse.json(200, body.put("nextCursor", page.next().map(position -> QueryFields.cursor(scope,
                PaymentJson.instant(position.createdAt()) + " " + position.paymentId())).orElse(null)));
    }

    private ReusableLink own(ApiRequest request, String scope) {
        String merchant = request.merchant(scope);
        return Optional.ofNullable(request.parameters().get("id")).flatMap(LinkIds::read).flatMap(store::find)
                .filter(link -> link.terms().merchant().equals(merchant))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no such link. Use the id from the response to its creation.")));
    }

    private ApiResponse json(ReusableLink link, ApiRequest request) {
        return ApiResponse.json(200, ReusableLinkJson.of(link, address(request), now()));
    }

    private PublicAddress address(ApiRequest request) {
        return PublicAddress.of(config.publicUrl(), request.host());
    }

    private List<String> names() {
        return providers.all().stream().map(Provider::name).sorted().toList();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
