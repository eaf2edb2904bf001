package africa.paylinks.transfer;

import africa.paylinks.http.ProblemCode;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.ledger.Account;
import africa.paylinks.payment.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Stores transfers. Each phase of a transfer is one transaction over the transfer, both accounts, their entries, the sender's
 * daily count and the outbox, and its conditions decide whether it takes place. Accounts that a caller has read only save a
 * round trip: if they have changed, the store continues with their current state. Every method throws
 * {@link africa.paylinks.payment.StoreUnavailable} when the store cannot answer.
 */
public interface TransferStore {

    /** Reads a transfer with strong consistency. */
    Optional<Transfer> find(String transferId);

    /** A transfer's audit trail, oldest first. */
    List<TransferChange> history(String transferId);

    /** A merchant's transfers, newest first; without an account, a new transfer may appear with a short delay. */
    TransferPage search(TransferSearch search);

    /** What a sender has sent on a day. */
    TransferLimit.Usage usage(DailyCount counter);

    /** The state of a known key; takes over its work if its holder gave up. Empty when the key is unknown, expired or of another request. */
    Optional<Reservation> resume(Call call);

    /** Stores a new transfer with its pending amount and counts it, together with its idempotency key, if it has one. */
    Result reserve(Optional<Call> call, Transfer transfer, TransferLimit limit);

    /**
     * Stores a transfer that completes at once, with its entries and the answer to its request.
     *
     * @param seen the customers' accounts as they were read
     */
    Result book(Optional<Call> call, Transfer transfer, TransferLimit limit, List<Account> seen, StoredAnswer answer);

    /**
     * Stores a reversal, which completes at once, and marks the original as reversed.
     *
     * @param original as it was read; its status decides in the store
     * @param seen     the customers' accounts as they were read
     */
    Result reverse(Optional<Call> call, Transfer original, Transfer reversal, List<Account> seen, StoredAnswer answer);

    /** Records that the sender was asked to pay, with the answer to the request. */
    Answering collecting(FencingToken token, Transfer transfer, StoredAnswer answer, Instant now);

    /** Stores the answer to a request whose transfer has moved on. */
    Answering answer(FencingToken token, StoredAnswer answer);

    /** Lets a retry of the request continue at once. */
    void release(FencingToken token);

    /** Books a pending transfer that has not expired. */
    Ending post(Transfer transfer, TransferCause cause, Instant now);

    /** Books the money of a transfer that has expired or failed after all. */
    Ending postLate(Transfer transfer, Instant now);

    /** Keeps the money of a transfer that has expired or failed for its sender. */
    Ending keepForReturn(Transfer transfer, Failure reason, Instant now);

    /** Fails a pending transfer that has not expired; its amounts are released. */
    Ending fail(Transfer transfer, Failure failure, TransferCause cause, Instant now);

    /** Expires a pending transfer whose time is over; its amounts are released. */
    Ending expire(Transfer transfer, Instant now);

    /** A request with an idempotency key. */
    record Call(IdempotencyKey key, Fingerprint fingerprint) {
    }

    /** The result of storing a transfer. */
    sealed interface Result {
    }

    /**
     * It is stored.
     *
     * @param token the right to answer the request, if it has a key and no answer yet
     */
    record Stored(Optional<FencingToken> token) implements Result {
    }

    /** The request is known. */
    record Known(Reservation reservation) implements Result {
    }

    /** A transfer of this id exists, or the one to reverse is not as it should be; nothing was written. */
    record Exists() implements Result {
    }

    /** A condition of the ledger or a limit does not hold; nothing was written. */
    record Refused(ProblemCode reason) implements Result {
    }

    /** The result of answering a request. */
    enum Answering {
        ANSWERED,
        /** Another process holds the key; nothing was written. */
        TAKEN_OVER,
        /** The transfer has moved on; nothing was written. */
        MOVED_ON
    }

    /** The result of ending a transfer. */
    enum Ending {
        ENDED,
        /** The transfer is not in a status that allows it, or its time is over, or not yet; nothing was written. */
        NOT_POSSIBLE,
        /** The recipient's account is closed; nothing was written. */
        ACCOUNT_CLOSED
    }
}
