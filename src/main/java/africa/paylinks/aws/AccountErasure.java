package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;
import static africa.paylinks.aws.PersonalText.ERASED;

import africa.paylinks.erasure.PersonalDataStore.Audit;
import africa.paylinks.erasure.PersonalDataStore.Outcome;
import africa.paylinks.erasure.ReasonIsPersonal;
import africa.paylinks.ledger.Account;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Erases the personal data of a closed account; entries and balances hold none. */
final class AccountErasure {

    private final ErasureWrites writes;

    AccountErasure(ErasureWrites writes) {
        this.writes = writes;
    }

    /** Empty when the account changed meanwhile. */
    Optional<Outcome> erase(String accountId, Audit audit) {
        Map<String, AttributeValue> item = writes.item(Keys.account(accountId))
                .orElseThrow(() -> new IllegalStateException("There is no account " + accountId));
        Account account = AccountItem.read(item);
        if (!account.closed()) {
            return Optional.of(Outcome.OPEN);
        }
        if (item.containsKey(ErasureWrites.ERASED_AT)) {
            return Optional.of(Outcome.ALREADY_ERASED);
        }
        if (PersonalText.of(Optional.of(account.ownerId()), account.name(), account.phone()).isIn(audit.reason())) {
            throw new ReasonIsPersonal();
        }
        return Optional.of(Outcome.ERASED).filter(any -> change(item, audit));
    }

    private boolean change(Map<String, AttributeValue> item, Audit audit) {
        return writes.end(Update.builder().key(ErasureWrites.keyOf(item))
                .updateExpression("SET ownerId = :erased, #erasedAt = :at REMOVE #name, #phone")
                // A closed account is never opened again.
                .conditionExpression("closed = :true")
                .expressionAttributeNames(Map.of("#erasedAt", ErasureWrites.ERASED_AT, "#name", "name", "#phone", "phone"))
                .expressionAttributeValues(Map.of(":erased", text(ERASED), ":at", time(audit.at()), ":true", AttributeValue.fromBool(true))),
                ErasureWrites.auditTrail(item, audit));
    }
}
