package africa.paylinks.refund;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Paging;
import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.RefundJson;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.merchant.IdempotentCall;
import africa.paylinks.merchant.PaymentOwnership;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.Refund;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.Refunder;
import africa.paylinks.refund.RefundReconciliation.Finding;
import africa.paylinks.refund.RefundReconciliation.NotRequested;
import africa.paylinks.refund.RefundReconciliation.Updated;
import africa.paylinks.refund.RefundStore.Settlement;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Refunds exactly once per idempotency key, and never more than was paid: reserve the money, ask the provider, settle. After
 * a crash between these steps, a retry with the same key or the reconciler completes the refund without asking a second time.
 */
@Singleton
public final class RefundService {

    private final RefundStore refunds;
    private final RefundReconciliation reconciliation;
    private final ProviderRegistry providers;
    private final PaymentIds ids;
    private final RefundConfig config;
    private final Clock clock;

    RefundService(RefundStore refunds, RefundReconciliation reconciliation, ProviderRegistry providers, PaymentIds ids, RefundConfig config,
            Clock clock) {
        this.refunds = refunds;
        this.reconciliation = reconciliation;
        this.providers = providers;
        this.ids = ids;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Answers {@code GET /payments/{id}/refunds}.
     *
     * @throws ProblemException 404 when the merchant has no such payment, 400 that lists every invalid parameter
     */
    public ApiResponse list(ApiRequest request) {
        Refundable payment = findOwned(request.merchant("read"), request);
        Paging paging = Paging.of(request);
        return ApiResponse.json(200, paging.page("refunds", refunds.refunds(payment.payment().id()), RefundJson::of));
    }

    /**
     * Answers {@code POST /payments/{id}/refunds}.
     *
     * @throws ProblemException for every response other than the refund or a stored answer
     */
    public ApiResponse refund(ApiRequest request) {
        String merchant = request.merchant("write");
        IdempotencyKey key = IdempotentCall.key(merchant, request);
        Fingerprint fingerprint = Fingerprint.of(request.method(), request.path(), request.body());
        RefundRequest refundRequest = RefundRequest.read(request.body());
        while (true) {
            Refundable expected = findOwned(merchant, request);
            Money amount;
            try {
                amount = amount(refundRequest, expected);
            } catch (ProblemException refused) {
                // An amount that was refundable at first may be refunded by now, by this very request.
                return proceed(refunds.earlier(key, fingerprint).orElseThrow(() -> refused), expected.payment(), Optional.empty());
            }
            Instant now = now();
            Refund refund = Refund.ordered(ids.next("ref"), expected.payment().terms(), amount, refundRequest.reason(),
                    now, now.plus(config.firstCheck()));
            Optional<Reservation> reservation = refunds.order(key, fingerprint, refund, expected);
            if (reservation.isPresent()) {
                return proceed(reservation.get(), expected.payment(), Optional.of(refund));
            }
        }
    }

    private Money amount(RefundRequest refundRequest, Refundable expected) {
        Payment payment = expected.payment();
        Money amount = refundRequest.amount(expected);
        if (!payment.status().isPaid()) {
            throw new ProblemException(Problem.of(ProblemCode.PAYMENT_NOT_REFUNDABLE, "The payment is "
                    + payment.status() + "; only a paid payment can be refunded."
                    + (payment.status() == PaymentStatus.PENDING ? " Cancel it instead." : "")).about(payment.id()));
        }
        Refunder provider = providers.named(payment.terms().provider())
                .filter(Refunder.class::isInstance).map(Refunder.class::cast)
                .orElseThrow(() -> unsupported(payment, payment.terms().provider()
                        + " does not support refunds through its API. Ask the provider, or pay the customer yourself."));
        if (expected.remaining().minor() == 0 || amount.minor() > expected.remaining().minor()) {
            throw new ProblemException(new Problem(ProblemCode.REFUND_EXCEEDS_PAYMENT, expected.remaining().minor() == 0
                    ? "Nothing is left to refund: the full amount is refunded or being refunded."
                    : "Of " + payment.terms().amount() + ", " + expected.remaining() + " is left to refund.",
                    refundRequest.amount().isEmpty() ? List.of() : List.of(new FieldError("/amount", "More than the remaining amount: "
                            + expected.remaining().majorText() + ".")),
                    OptionalLong.empty(), Optional.of(payment.id())));
        }
        Optional<Failure> refusal = provider.refusal(payment, amount);
        if (refusal.isPresent()) {
            throw unsupported(payment, refusal.get().message());
        }
        return amount;
    }

    private static ProblemException unsupported(Payment payment, String detail) {
        return new ProblemException(Problem.of(ProblemCode.UNSUPPORTED, detail).about(payment.id()));
    }

    /** @param created the refund, if this request created it */
    private ApiResponse proceed(Reservation reservation, Payment payment, Optional<Refund> created) {
        if (reservation instanceof Reservation.Started started) {
            return execute(started.token(), payment, created.orElseThrow());
        } else if (reservation instanceof Reservation.TakenOver takenOver) {
            return execute(takenOver.token(), payment, current(payment.id(), takenOver.subjectId()));
        } else if (reservation instanceof Reservation.Answered answered) {
            return IdempotentCall.replay(answered.answer());
        } else if (reservation instanceof Reservation.InProgress inProgress) {
            throw IdempotentCall.inProgress(inProgress.retryAfter());
        } else {
            throw IdempotentCall.keyReused();
        }
    }

    private ApiResponse execute(FencingToken token, Payment payment, Refund refund) {
        if (!refund.isOpen()) {
            return answer(token, refund);
        }
        Finding finding = reconciliation.reconcileRefund(payment, refund);
        if (finding instanceof Updated updated) {
            return settle(token, payment, updated.refund());
        }
        if (finding instanceof NotRequested notRequested) {
            Problem problem = notRequested.problem();
            refunds.abandon(notRequested.refund().failed(new Failure(problem.code().wireName(),
                    "The provider was not asked to refund."), now()), payment, token);
            throw new ProblemException(problem);
        }
        return answer(token, current(payment.id(), refund.id()));
    }

    private ApiResponse settle(FencingToken token, Payment payment, Refund refund) {
        ApiResponse answer = answerOf(refund, payment.terms().provider());
        return switch (refunds.settle(refund, payment, Cause.MERCHANT, token, IdempotentCall.stored(answer))) {
            case WRITTEN -> answer;
            case TAKEN_OVER -> throw IdempotentCall.takenOver();
            case ALREADY_SETTLED -> answer(token, current(payment.id(), refund.id()));
        };
    }

    /** Responds with a refund that is already settled, or that another process is working on. */
    private ApiResponse answer(FencingToken token, Refund refund) {
        ApiResponse answer = answerOf(refund, "The provider");
        if (refunds.answer(token, IdempotentCall.stored(answer)) == Settlement.TAKEN_OVER) {
            throw IdempotentCall.takenOver();
        }
        return answer;
    }

    private static ApiResponse answerOf(Refund refund, String provider) {
        if (refund.status() == RefundStatus.FAILED) {
            return Problem.of(ProblemCode.REFUND_REJECTED, provider + " refused " + refund.id() + ": "
                    + refund.failure().map(Failure::message).orElse("no reason given")).about(refund.paymentId())
                    .toResponse();
        }
        return ApiResponse.json(201, RefundJson.of(refund));
    }

    private Refund current(String paymentId, String refundId) {
        return refunds.find(paymentId, refundId).orElseThrow(() -> new IllegalStateException("A refund is missing"));
    }

    private Refundable findOwned(String merchant, ApiRequest request) {
        Optional<Refundable> found = request.paymentId().flatMap(refunds::refundable);
        PaymentOwnership.of(merchant, found.map(Refundable::payment));
        return found.orElseThrow();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
