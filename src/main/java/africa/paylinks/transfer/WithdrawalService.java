package africa.paylinks.transfer;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.BodyFields;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.ledger.SystemAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Books money that the merchant pays out to a customer by other means. It is held first, so that it cannot be spent
 * meanwhile, and never expires by itself: only the merchant knows whether it was paid out.
 */
@Singleton
public final class WithdrawalService {

    private static final Set<String> FIELDS = Set.of("amount", "reference");
    private static final Failure VOIDED = new Failure("voided", "The merchant did not pay it out.");

    private final TransferStore transfers;
    private final AccountOwnership accounts;
    private final TransferOwnership own;
    private final Clock clock;

    public WithdrawalService(TransferStore transfers, AccountStore accounts, Clock clock) {
        this.transfers = transfers;
        this.accounts = new AccountOwnership(accounts);
        this.own = new TransferOwnership(transfers);
        this.clock = clock;
    }

    /**
     * Answers {@code POST /accounts/{id}/withdrawals}: 201, or 200 when the reference is known with this amount.
     *
     * @throws ProblemException 404 when the merchant has no such account, 400 that lists every invalid field, 422 when it is refused
     */
    public ApiResponse hold(ApiRequest request) {
        String merchant = request.merchant("write");
        Account account = accounts.of(merchant, request);
        BodyFields body = BodyFields.read(request.body(), FIELDS);
        Optional<Money> amount = body.amount(account.currency());
        Optional<String> reference = body.required("reference", 128, "Required: your own id of the payout.");
        body.requireValid();
        // The id follows from the reference, so that a repetition holds nothing more.
        String id = TransferPayments.TRANSFER + "_" + Sha256.hex(account.id() + "\n" + reference.orElseThrow()).substring(0, 32);
        Transfer withdrawal = Transfer.created(new TransferTerms(id, TransferKind.WITHDRAWAL, merchant, Party.of(account),
                Party.outside(SystemAccount.WITHDRAWALS), amount.orElseThrow(), Optional.empty(), Optional.empty(), reference, Optional.empty(),
                Map.of(), Optional.empty(), now(), Optional.empty()));
        TransferStore.Result result = transfers.reserve(Optional.empty(), withdrawal, TransferLimit.NONE);
        if (result instanceof TransferStore.Refused refused) {
            // An earlier attempt of this very request may have taken the money.
            return answer(200, sameAmount(transfers.find(id).orElseThrow(() -> new ProblemException(Problem.of(refused.reason(),
                    refused.reason() == ProblemCode.INSUFFICIENT_FUNDS ? "The available balance does not cover the amount."
                            : "The account is closed."))), amount.orElseThrow()));
        }
        return result instanceof TransferStore.Exists
                ? answer(200, sameAmount(own.of(merchant, id), amount.orElseThrow()))
                : answer(201, withdrawal);
    }

    private static Transfer sameAmount(Transfer existing, Money amount) {
        if (!existing.terms().amount().equals(amount)) {
            throw new ProblemException(Problem.of(ProblemCode.REFERENCE_REUSED, "The reference belongs to a withdrawal of "
                    + existing.terms().amount() + "."));
        }
        return existing;
    }

    /**
     * Answers {@code POST /accounts/{id}/withdrawals/{withdrawal}/confirm}: the money was paid out.
     *
     * @throws ProblemException 404 when the account has no such withdrawal, 409 when it was voided
     */
    public ApiResponse confirm(ApiRequest request) {
        Transfer withdrawal = ofAccount(request);
        transfers.post(withdrawal, TransferCause.MERCHANT, now());
        return settled(withdrawal, TransferStatus.COMPLETED);
    }

    /**
     * Answers {@code POST /accounts/{id}/withdrawals/{withdrawal}/void}: the money was not paid out.
     *
     * @throws ProblemException 404 when the account has no such withdrawal, 409 when it was confirmed
     */
    public ApiResponse voidHold(ApiRequest request) {
        Transfer withdrawal = ofAccount(request);
        transfers.fail(withdrawal, VOIDED, TransferCause.MERCHANT, now());
        return settled(withdrawal, TransferStatus.FAILED);
    }

    /** Whoever ended it, the answer is its state; the other end is a conflict. */
    private ApiResponse settled(Transfer withdrawal, TransferStatus wanted) {
        Transfer current = own.of(withdrawal.terms().merchant(), withdrawal.id());
        if (current.status() != wanted) {
            throw new ProblemException(Problem.of(ProblemCode.WITHDRAWAL_SETTLED, "The withdrawal is " + current.status() + "."));
        }
        return answer(200, current);
    }

    private Transfer ofAccount(ApiRequest request) {
        String merchant = request.merchant("write");
        Account account = accounts.of(merchant, request);
        return Optional.of(own.of(merchant, request.parameters().getOrDefault("withdrawal", "")))
                .filter(transfer -> transfer.terms().kind() == TransferKind.WITHDRAWAL && transfer.terms().from().account().equals(account.id()))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND, "The account has no such withdrawal.")));
    }

    private static ApiResponse answer(int status, Transfer transfer) {
        return ApiResponse.json(status, TransferJson.of(transfer)).with("location", "/transfers/" + transfer.id());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
