package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.QueryFields;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.link.InternalLinkRequest;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.merchant.IdempotentCall;
import africa.paylinks.metrics.Metric;
import africa.paylinks.metrics.Metrics;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.transfer.TransferStore.Answering;
import africa.paylinks.transfer.TransferStore.Call;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Makes transfers, once per idempotency key. Between accounts a transfer takes place at once. From a phone it is reserved
 * first, then the sender is asked to pay; after a crash in between, a retry with the same key continues.
 */
@Singleton
public final class TransferService {

    private static final Logger LOG = Logger.getLogger(TransferService.class);

    private final TransferPlanner planner;
    private final TransferStore transfers;
    private final Provider<LinkCreation> links;
    private final Clock clock;
    private final Metrics metrics;

    /** @param links created on first use, because a transfer between accounts needs no provider */
    public TransferService(TransferPlanner planner, TransferStore transfers, Provider<LinkCreation> links, Clock clock, Metrics metrics) {
        this.planner = planner;
        this.transfers = transfers;
        this.links = links;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Answers {@code POST /transfers}.
     *
     * @throws ProblemException for every response other than the transfer or a stored answer
     */
    public ApiResponse create(ApiRequest request) {
        String merchant = request.merchant("write");
        QueryFields query = new QueryFields(request);
        boolean dryRun = query.flag("dryRun");
        query.requireValid();
        if (dryRun) {
            TransferPlan plan = planner.plan(merchant, TransferRequest.read(request.body()), now());
            planner.rehearse(plan);
            return ApiResponse.json(200, TransferJson.of(plan.transfer()).put("id", (String) null).put("payment", (String) null).put("dryRun", true));
        }
        Call call = new Call(IdempotentCall.key(merchant, request), Fingerprint.of(request.method(), request.path(), request.body()));
        TransferRequest wanted = TransferRequest.read(request.body());
        TransferPlan plan;
        try {
            plan = planner.plan(merchant, wanted, now());
        } catch (ProblemException refused) {
            // What was begun continues as it began, even if it would be refused today.
            return proceed(transfers.resume(call).orElseThrow(() -> refused), request);
        }
        return plan.transfer().terms().kind() == TransferKind.COLLECTION ? collect(call, plan, request) : book(call, plan, request);
    }

    private ApiResponse book(Call call, TransferPlan plan, ApiRequest request) {
        Transfer completed = plan.transfer().raised(TransferStatus.COMPLETED, plan.transfer().terms().createdAt());
        ApiResponse answer = created(completed);
        TransferStore.Result result = withinDay(plan)
                ? transfers.book(Optional.of(call), completed, plan.limit(), plan.accounts(), IdempotentCall.stored(answer))
                : transfers.resume(call).<TransferStore.Result>map(TransferStore.Known::new).orElseThrow(() -> overDay(plan));
        return after(result, call, plan, request, token -> answer);
    }

    private ApiResponse collect(Call call, TransferPlan plan, ApiRequest request) {
        TransferStore.Result result = withinDay(plan)
                ? transfers.reserve(Optional.of(call), plan.transfer(), plan.limit())
                : transfers.resume(call).<TransferStore.Result>map(TransferStore.Known::new).orElseThrow(() -> overDay(plan));
        return after(result, call, plan, request, token -> ask(token.orElseThrow(), plan.transfer(), request));
    }

    /** What happens with a stored transfer. */
    @FunctionalInterface
    private interface Continuation {

        ApiResponse with(Optional<FencingToken> token);
    }

    private ApiResponse after(TransferStore.Result result, Call call, TransferPlan plan, ApiRequest request, Continuation stored) {
        if (result instanceof TransferStore.Stored fresh) {
            warnNearLimit(plan);
            return stored.with(fresh.token());
        } else if (result instanceof TransferStore.Known known) {
            return proceed(known.reservation(), request);
        } else if (result instanceof TransferStore.Refused refused) {
            // The refusal may be due to this very request, of which an earlier attempt was stored.
            return proceed(transfers.resume(call).orElseThrow(() -> TransferPlanner.refused(refused.reason(), plan)), request);
        }
        throw new IllegalStateException("Duplicate transfer id");
    }

    /** A single transfer above a daily limit is refused on any day, so no count has to be read. */
    private static boolean withinDay(TransferPlan plan) {
        return plan.limit().violation(TransferLimit.Usage.NONE, plan.transfer().terms().amount()).isEmpty();
    }

    private static ProblemException overDay(TransferPlan plan) {
        return TransferPlanner.refused(plan.limit().violation(TransferLimit.Usage.NONE, plan.transfer().terms().amount()).orElseThrow(), plan);
    }

    private void warnNearLimit(TransferPlan plan) {
        plan.transfer().terms().limit().filter(counter -> isNear(plan.limit(), counter)).ifPresent(counter -> {
            LOG.warnf("transfer-limit-near merchant=%s currency=%s sender=%s day=%s", counter.merchant(), counter.currency(),
                    counter.sender(), counter.day());
            metrics.line("transfer-counted").count(Metric.TRANSFER_LIMIT_NEAR).property("merchant", counter.merchant())
                    .property("currency", counter.currency()).write();
        });
    }

    private boolean isNear(TransferLimit limit, DailyCount counter) {
        try {
            return limit.isNear(transfers.usage(counter));
        } catch (StoreUnavailable unknown) {
            // The transfer is stored: it must not fail because of a warning.
            return false;
        }
    }

    private ApiResponse proceed(Reservation reservation, ApiRequest request) {
        if (reservation instanceof Reservation.TakenOver takenOver) {
            Transfer transfer = current(takenOver.subjectId());
            return transfer.status() == TransferStatus.CREATED
                    ? ask(takenOver.token(), transfer, request)
                    : answer(takenOver.token(), transfer);
        } else if (reservation instanceof Reservation.Answered answered) {
            return IdempotentCall.replay(answered.answer());
        } else if (reservation instanceof Reservation.InProgress inProgress) {
            throw IdempotentCall.inProgress(inProgress.retryAfter());
        }
        throw IdempotentCall.keyReused();
    }

    /** Asks the sender to pay, as an ordinary payment. */
    private ApiResponse ask(FencingToken token, Transfer transfer, ApiRequest request) {
        TransferTerms terms = transfer.terms();
        if (!now().isBefore(terms.expiresAt().orElseThrow())) {
            // A payment that begins now would only be late.
            transfers.expire(transfer, now());
            return answer(token, current(terms.id()));
        }
        Payment payment;
        try {
            payment = links.get().create(new InternalLinkRequest(terms.paymentId().orElseThrow(), terms.merchant(), "transfer:" + terms.id(),
                    terms.provider().orElseThrow(), terms.id(), terms.amount(), Optional.empty(),
                    new Customer(terms.from().name(), Optional.empty(), terms.from().phone(), terms.from().bank()),
                    Optional.of(shown(terms)), Map.of(), terms.expiresAt()), request.host());
        } catch (ProblemException unknown) {
            transfers.release(token);
            throw unknown;
        }
        Instant now = now();
        if (payment.status() == PaymentStatus.FAILED && payment.instructions().isEmpty()) {
            transfers.fail(transfer, payment.failure().orElse(Failure.CREATION_UNKNOWN), TransferCause.PAYMENT, now);
            return answer(token, current(terms.id()));
        }
        ApiResponse answer = created(transfer.raised(TransferStatus.COLLECTING, now));
        return switch (transfers.collecting(token, transfer, IdempotentCall.stored(answer), now)) {
            case ANSWERED -> answer;
            case TAKEN_OVER -> throw IdempotentCall.takenOver();
            case MOVED_ON -> answer(token, current(terms.id()));
        };
    }

    /** What the sender sees: who gets the money, then what for. */
    private static String shown(TransferTerms terms) {
        String recipient = terms.to().name().map(name -> "To " + name).orElse("Transfer");
        return terms.description().map(text -> recipient + ": " + text).orElse(recipient);
    }

    private ApiResponse answer(FencingToken token, Transfer transfer) {
        ApiResponse answer = transfer.status() == TransferStatus.FAILED
                ? Problem.of(ProblemCode.PROVIDER_REJECTED, transfer.terms().provider().orElse("The provider") + " refused " + transfer.id() + ": "
                        + transfer.failure().map(Failure::message).orElse("no reason given")).toResponse()
                : created(transfer);
        if (transfers.answer(token, IdempotentCall.stored(answer)) == Answering.TAKEN_OVER) {
            throw IdempotentCall.takenOver();
        }
        return answer;
    }

    private static ApiResponse created(Transfer transfer) {
        return ApiResponse.json(201, TransferJson.of(transfer)).with("location", "/transfers/" + transfer.id());
    }

    private Transfer current(String transferId) {
        return transfers.find(transferId).orElseThrow(() -> new IllegalStateException("A reserved transfer is missing"));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
