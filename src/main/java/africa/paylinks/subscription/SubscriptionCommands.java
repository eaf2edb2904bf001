package africa.paylinks.subscription;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/** A merchant's requests to change a subscription. Each checks the subscription again when it loses to a concurrent change. */
@Singleton
public final class SubscriptionCommands {

    private final SubscriptionLookup lookup;
    private final SubscriptionUpdater subscriptions;
    private final SubscriptionCharging charging;
    private final SubscriptionCreation creation;
    private final Clock clock;

    public SubscriptionCommands(SubscriptionLookup lookup, SubscriptionUpdater subscriptions, SubscriptionCharging charging,
            SubscriptionCreation creation, Clock clock) {
        this.lookup = lookup;
        this.subscriptions = subscriptions;
        this.charging = charging;
        this.creation = creation;
        this.clock = clock;
    }

    /**
     * Answers {@code PATCH /subscriptions/{id}}: the change applies from the next period on.
     *
     * @throws ProblemException 400, 404, 409 or 422 that says why nothing was changed
     */
    ApiResponse change(ApiRequest request) {
        return update(request, billing -> {
            Subscription current = billing.account().subscription();
            SubscriptionTerms terms = SubscriptionRequestReader.change(request.body(), current.terms(), now());
            if (current.status().isEnded()) {
                throw refused("It has ended and cannot be changed.");
            }
            creation.require(terms);
            billing.replace(terms);
        });
    }

    /**
     * Answers {@code POST /subscriptions/{id}/pause}.
     *
     * @throws ProblemException 400, 404 or 409 that says why it was not paused
     */
    ApiResponse pause(ApiRequest request) {
        own(request);
        Optional<Instant> resumesAt = SubscriptionRequestReader.resumesAt(request.body(), now());
        return update(request, billing -> {
            SubscriptionStatus status = billing.account().subscription().status();
            if (status.isEnded() || status == SubscriptionStatus.SUSPENDED) {
                throw refused("It is " + status + "; only a subscription that is charged can be paused.");
            }
            billing.pause(resumesAt);
        });
    }

    /**
     * Answers {@code POST /subscriptions/{id}/resume}.
     *
     * @throws ProblemException 404 or 409 that says why it was not resumed
     */
    ApiResponse resume(ApiRequest request) {
        return update(request, billing -> {
            if (billing.account().subscription().status().isEnded()) {
                throw refused("It has ended; create a new subscription.");
            }
            billing.resume();
        });
    }

    /**
     * Answers {@code POST /subscriptions/{id}/cancel}.
     *
     * @throws ProblemException 400, 404 or 409 that says why it was not cancelled
     */
    ApiResponse cancel(ApiRequest request) {
        own(request);
        boolean atPeriodEnd = SubscriptionRequestReader.atPeriodEnd(request.body(), now());
        return update(request, billing -> {
            if (billing.account().subscription().status() == SubscriptionStatus.COMPLETED) {
                throw refused("All its payments were made.");
            }
            billing.cancel(atPeriodEnd);
        });
    }

    /**
     * Answers {@code POST /subscriptions/{id}/periods/{date}/pay}: charges an open period now.
     *
     * @throws ProblemException 404 or 409 that says why it was not charged
     */
    ApiResponse pay(ApiRequest request) {
        LocalDate date = Optional.ofNullable(request.parameters().get("date")).flatMap(ChargeDates::parse)
                .orElseGet(() -> LocalDate.MAX);
        SubscriptionAccount account = lookup.own(request, "write", Optional.of(date).filter(day -> day.isBefore(LocalDate.MAX)));
        String id = account.subscription().id();
        SubscriptionUpdater.Updated started = subscriptions.update(id, Optional.of(date).filter(day -> day.isBefore(LocalDate.MAX)),
                billing -> {
                    requireOpen(billing, date);
                    billing.pay(date);
                }).orElseThrow();
        BillingPeriod period = period(started.account(), date).orElseThrow();
        Optional<Attempt> attempt = period.live().filter(live -> live.status() == AttemptStatus.STARTED);
        SubscriptionAccount charged = attempt.flatMap(live -> charging.charge(started.account().subscription(), period, live, request.host()))
                .map(SubscriptionUpdater.Updated::account).orElse(started.account());
        return ApiResponse.json(200, SubscriptionJson.period(period(charged, date).orElseThrow()));
    }

    private static void requireOpen(Billing billing, LocalDate date) {
        BillingPeriod period = period(billing.account(), date).orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                "There is no such period. GET /subscriptions/{id}/periods lists them.")));
        if (period.status() == PeriodStatus.PAID) {
            throw refused("This period is paid.");
        } else if (period.status() == PeriodStatus.SKIPPED) {
            throw refused("This period was skipped; skipped periods are never charged.");
        }
    }

    private static Optional<BillingPeriod> period(SubscriptionAccount account, LocalDate date) {
        return account.periods().stream().filter(period -> period.date().equals(date)).findFirst();
    }

    private SubscriptionAccount own(ApiRequest request) {
        return lookup.own(request, "write", Optional.empty());
    }

    private ApiResponse update(ApiRequest request, Consumer<Billing> decision) {
        String id = own(request).subscription().id();
        return lookup.json(subscriptions.update(id, Optional.empty(), decision).orElseThrow().account());
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(Problem.of(ProblemCode.SUBSCRIPTION_STATE, detail));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
