package africa.paylinks.subscription;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.Paging;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Returns a merchant's own subscriptions; those of other merchants appear as not found. */
@Singleton
public final class SubscriptionLookup {

    private final SubscriptionStore store;
    private final Clock clock;

    public SubscriptionLookup(SubscriptionStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Answers {@code GET /subscriptions/{id}}.
     *
     * @throws ProblemException 404 when the merchant has no such subscription
     */
    ApiResponse subscription(ApiRequest request) {
        return json(own(request, "read", Optional.empty()));
    }

    /**
     * Answers {@code GET /subscriptions}.
     *
     * @throws ProblemException 400 that lists every invalid parameter
     */
    ApiResponse search(ApiRequest request) {
        String merchant = request.merchant("read");
        SubscriptionPage page = store.search(SubscriptionSearchReader.read(merchant, request));
        JsonObject body = Json.object();
        JsonArray list = body.putArray("subscriptions");
        page.subscriptions().forEach(found -> list.add(SubscriptionJson.subscription(withOpenPeriods(found), clock.instant())));
        return ApiResponse.json(200, body.put("nextCursor",
                page.next().map(position -> SubscriptionSearchReader.cursor(merchant, position)).orElse(null)));
    }

    private SubscriptionAccount withOpenPeriods(Subscription found) {
        return found.open().isEmpty()
                ? new SubscriptionAccount(found, List.of())
                : store.account(found.id(), Optional.empty()).orElseGet(() -> new SubscriptionAccount(found, List.of()));
    }

    /**
     * Answers {@code GET /subscriptions/{id}/periods}.
     *
     * @throws ProblemException 404 when the merchant has no such subscription, 400 that lists every invalid parameter
     */
    ApiResponse periods(ApiRequest request) {
        String id = own(request, "read", Optional.empty()).subscription().id();
        Paging paging = Paging.of(request);
        return ApiResponse.json(200, paging.page("periods", store.periods(id), SubscriptionJson::period));
    }

    /**
     * Answers {@code GET /subscriptions/{id}/events}.
     *
     * @throws ProblemException 404 when the merchant has no such subscription, 400 that lists every invalid parameter
     */
    ApiResponse events(ApiRequest request) {
        String id = own(request, "read", Optional.empty()).subscription().id();
        Paging paging = Paging.of(request);
        return ApiResponse.json(200, paging.page("events", store.events(id), SubscriptionJson::event));
    }

    /** @param date a period to read besides the open ones */
    SubscriptionAccount own(ApiRequest request, String scope, Optional<LocalDate> date) {
        String merchant = request.merchant(scope);
        return Optional.ofNullable(request.parameters().get("id")).filter(SubscriptionIds::isPossible)
                .flatMap(id -> store.account(id, date))
                .filter(account -> account.subscription().terms().merchant().equals(merchant))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no such subscription. Use the id from the response to its creation.")));
    }

    ApiResponse json(SubscriptionAccount account) {
        return ApiResponse.json(200, SubscriptionJson.subscription(account, clock.instant()));
    }
}
