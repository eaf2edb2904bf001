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
 * Every call to the table: tells a refused condition from a table that is merely busy. Whatever meets a transaction of
 * somebody else, be it a transaction itself or a single write, wrote nothing and is tried again for about two seconds.
 */
final class Transactions {

    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final String REFUSED = "ConditionalCheckFailed";

    private final DynamoDbClient client;

    Transactions(DynamoDbClient client) {
        this.client = client;
        // What is injected builds the client when it is first called: here, while the function starts, and not in a request.
        client.serviceName();
    }

    /**
     * Writes all of the items or none.
     *
     * @return empty when they were written, else which of them refused, with the items that stood in their way
     * @throws StoreUnavailable when the store did not take a decision
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
     * Makes any other call to the store.
     *
     * @throws ConditionalCheckFailedException when its condition does not hold
     * @throws StoreUnavailable                when it fails
     */
    static <T> T call(Supplier<T> operation) {
        return withBackoff(operation);
    }

    /** The one place that decides what is tried again: the client itself tries none of these. */
    private static <T> T withBackoff(Supplier<T> operation) {
        for (int attempt = 1;; attempt++) {
            try {
                return operation.get();
            } catch (ConditionalCheckFailedException refused) {
                throw refused;
            } catch (TransactionCanceledException | TransactionConflictException busy) {
                if (attempt == ATTEMPTS) {
                    throw new StoreUnavailable("The table was busy with other transactions " + ATTEMPTS + " times", busy);
                }
                pause(attempt);
            } catch (SdkException failed) {
                throw new StoreUnavailable("The table could not be asked", failed);
            }
        }
    }

    /**
     * Makes any other call to the store whose answer says nothing.
     *
     * @throws ConditionalCheckFailedException when its condition does not hold
     * @throws StoreUnavailable                when it fails
     */
    static void run(Runnable operation) {
        call(() -> {
            operation.run();
            return null;
        });
    }

    /**
     * Makes any other write that has a condition.
     *
     * @return whether its condition held
     * @throws StoreUnavailable when it fails
     */
    static boolean attempt(Runnable operation) {
        try {
            run(operation);
            return true;
        } catch (ConditionalCheckFailedException refused) {
            return false;
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(1, FIRST_PAUSE_MILLIS << attempt));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("Interrupted while waiting for the store", interrupted);
        }
    }

    /** Which items of a transaction refused. */
    static final class Refusal {

        private final List<CancellationReason> reasons;

        private Refusal(List<CancellationReason> reasons) {
            this.reasons = reasons;
        }

        /** Whether the item at that place refused. */
        boolean by(int index) {
            return REFUSED.equals(reasons.get(index).code());
        }

        /** The item that stood in the way at that place; empty when there was none. */
        Optional<Map<String, AttributeValue>> standing(int index) {
            return Optional.of(reasons.get(index).item()).filter(item -> !item.isEmpty());
        }
    }
}
