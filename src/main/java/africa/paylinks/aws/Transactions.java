package africa.paylinks.aws;

import africa.paylinks.payment.StoreUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/**
 * Wraps all calls to the table and distinguishes a failed condition from a busy table. An operation that conflicts with
 * another transaction wrote nothing and is retried for about two seconds.
 */
final class Transactions {

    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final String REFUSED = "ConditionalCheckFailed";

    private final DynamoDbClient client;

    Transactions(DynamoDbClient client) {
        this.client = client;
        // The injected proxy creates the client on its first call: do that during the function's start, not in a request.
        client.serviceName();
    }

    /**
     * Writes all items or none.
     *
     * @return empty on success, otherwise which items refused, with the existing items
     * @throws StoreUnavailable when the store does not answer
     */
    Optional<Refusal> write(List<TransactWriteItem> items) {
        return withBackoff(() -> {
            try {
                client.transactWriteItems(request -> request.transactItems(items));
                return Optional.empty();
            } catch (TransactionCanceledException cancelled) {
                List<CancellationReason> reasons = cancelled.cancellationReasons();
                if (reasons.stream().anyMatch(reason -> REFUSED.equals(reason.code()))) {
                    return Optional.of(new Refusal(reasons));
                }
                throw cancelled;
            }
        });
    }

    /**
     * Makes another call to the store.
     *
     * @throws ConditionalCheckFailedException when its condition does not hold
     * @throws StoreUnavailable                when the store does not answer
     */
    static <T> T call(Supplier<T> operation) {
        return withBackoff(operation);
    }

    /** All retries happen here: the client itself does not retry. */
    private static <T> T withBackoff(Supplier<T> operation) {
        for (int attempt = 1;; attempt++) {
            try {
                return operation.get();
            } catch (ConditionalCheckFailedException refused) {
                throw refused;
            } catch (TransactionCanceledException | TransactionConflictException busy) {
                if (attempt == ATTEMPTS) {
                    throw new StoreUnavailable("The table was busy in " + ATTEMPTS + " attempts", busy);
                }
                pause(attempt);
            } catch (SdkException failed) {
                throw new StoreUnavailable("The table does not answer", failed);
            }
        }
    }

    /**
     * Makes another call to the store without a result.
     *
     * @throws ConditionalCheckFailedException when its condition does not hold
     * @throws StoreUnavailable                when the store does not answer
     */
    static void run(Runnable operation) {
        call(() -> {
            operation.run();
            return null;
        });
    }

    /**
     * Makes another conditional write.
     *
     * @return whether its condition held
     * @throws StoreUnavailable when the store does not answer
     */
    static boolean attempt(Runnable operation) {
        try {
            run(operation);
            return true;
        } catch (ConditionalCheckFailedException refused) {
            return false;
        }
    }

    /** Waits before the next attempt, longer each time. */
    static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, FIRST_PAUSE_MILLIS << attempt));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("Interrupted while waiting for the store", interrupted);
        }
    }

    /** The refused items of a transaction. */
    static final class Refusal {

        private final List<CancellationReason> reasons;

        private Refusal(List<CancellationReason> reasons) {
            this.reasons = reasons;
        }

        /** Whether the item at that index refused. */
        boolean by(int index) {
            return REFUSED.equals(reasons.get(index).code());
        }

        /** The existing item at that index; empty when there is none. */
        Optional<Map<String, AttributeValue>> existing(int index) {
            return Optional.of(reasons.get(index).item()).filter(item -> !item.isEmpty());
        }
    }
}
