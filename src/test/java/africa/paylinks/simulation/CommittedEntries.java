package africa.paylinks.simulation;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** Sums the entries that the table has accepted by account, so that the books can be checked after every step without reading them all. */
final class CommittedEntries {

    private final Map<String, Long> sums = new TreeMap<>();

    /** Counts the entries of a transaction that took place. */
    void add(TransactWriteItemsRequest written) {
        for (TransactWriteItem item : written.transactItems()) {
            if (item.put() != null && item.put().item().get("sk").s().startsWith("ENTRY#")) {
                Map<String, AttributeValue> entry = item.put().item();
                sums.merge(entry.get("account").s(), Long.parseLong(entry.get("minor").n()), Math::addExact);
            }
        }
    }

    /** The sum of an account's entries. */
    long of(String account) {
        return sums.getOrDefault(account, 0L);
    }

    /** The sum over all accounts. */
    long total() {
        return sums.values().stream().reduce(0L, Math::addExact);
    }
}
