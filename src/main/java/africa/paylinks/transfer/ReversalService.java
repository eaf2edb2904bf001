package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.ledger.SystemAccount;
import africa.paylinks.merchant.IdempotentCall;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.transfer.TransferStore.Call;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reverses completed transfers, each once, by a new opposite transfer. */
@Singleton
public final class ReversalService {

    private final TransferStore transfers;
    private final AccountStore accounts;
    private final TransferOwnership own;
    private final PaymentIds ids;
    private final Clock clock;

    public ReversalService(TransferStore transfers, AccountStore accounts, PaymentIds ids, Clock clock) {
        this.transfers = transfers;
        this.accounts = accounts;
        this.own = new TransferOwnership(transfers);
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Answers {@code POST /transfers/{id}/reverse}. An idempotency key is optional, because a transfer is reversed only once.
     *
     * @throws ProblemException for every response other than the reversal or a stored answer
     */
    public ApiResponse reverse(ApiRequest request) {
        String merchant = request.merchant("write");
        Optional<Call> call = request.header("idempotency-key").map(any -> new Call(IdempotentCall.key(merchant, request),
                Fingerprint.of(request.method(), request.path(), request.body())));
        Transfer original = own.of(merchant, request);
        if (original.terms().kind() == TransferKind.WITHDRAWAL || original.terms().kind() == TransferKind.REVERSAL
                || original.status() != TransferStatus.COMPLETED && original.status() != TransferStatus.REVERSED) {
            throw new ProblemException(Problem.of(ProblemCode.TRANSFER_NOT_REVERSIBLE, "Only a completed transfer between customers can be reversed."
                    + " This is a " + original.terms().kind() + " that is " + original.status() + "."));
        }
        Transfer reversal = reversal(original.terms());
        ApiResponse answer = ApiResponse.json(201, TransferJson.of(reversal)).with("location", "/transfers/" + reversal.id());
        TransferTerms terms = reversal.terms();
        TransferStore.Result result = transfers.reverse(call, original, reversal, Stream.of(terms.from(), terms.to())
                .flatMap(party -> party.customerAccount().stream()).flatMap(id -> accounts.find(id).stream()).toList(), IdempotentCall.stored(answer));
        if (result instanceof TransferStore.Stored) {
            return answer;
        } else if (result instanceof TransferStore.Known known) {
            return proceed(known.reservation());
        } else if (result instanceof TransferStore.Refused refused) {
            throw new ProblemException(Problem.of(refused.reason(), refused.reason() == ProblemCode.INSUFFICIENT_FUNDS
                    ? "The recipient's available balance does not cover the reversal." : "An account of this transfer is closed."));
        }
        throw new ProblemException(Problem.of(ProblemCode.TRANSFER_REVERSED, "The transfer was reversed before; 'reversedBy' names the reversal."));
    }

    private static ApiResponse proceed(Reservation reservation) {
        if (reservation instanceof Reservation.Answered answered) {
            return IdempotentCall.replay(answered.answer());
        }
        throw IdempotentCall.keyReused();
    }

    private Transfer reversal(TransferTerms original) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // Money that came from a phone does not go back there by itself: the merchant owes it to the sender.
        Party to = original.from().customerAccount().isPresent() ? original.from() : new Party(SystemAccount.RETURNS, original.from().ownerId(),
                original.from().name(), original.from().phone(), Optional.empty());
        return Transfer.created(new TransferTerms(ids.next(TransferPayments.TRANSFER), TransferKind.REVERSAL, original.merchant(), original.to(),
                        to, original.amount(), Optional.empty(), original.description(), Optional.empty(), Optional.of(original.id()), Map.of(),
                        Optional.empty(), now, Optional.empty()))
                .raised(TransferStatus.COMPLETED, now);
    }
}
