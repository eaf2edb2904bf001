package africa.paylinks.aws;

import static africa.paylinks.aws.Item.requiredText;
import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.texts;
import static africa.paylinks.aws.Item.time;
import static africa.paylinks.aws.PersonalText.ERASED;

import africa.paylinks.erasure.ErasureSubject.OfTransfer;
import africa.paylinks.erasure.PersonalDataStore.Audit;
import africa.paylinks.erasure.PersonalDataStore.Outcome;
import africa.paylinks.erasure.ReasonIsPersonal;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.transfer.Party;
import africa.paylinks.transfer.Transfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Update;

/** Erases the personal data of a customer in a transfer: on its side, and in the texts that are about both sides. */
final class TransferErasure {

    private final ErasureWrites writes;

    TransferErasure(ErasureWrites writes) {
        this.writes = writes;
    }

    /** Empty when the transfer changed meanwhile. */
    Optional<Outcome> erase(OfTransfer subject, Audit audit) {
        Map<String, AttributeValue> key = Keys.transfer(subject.id());
        List<Map<String, AttributeValue>> partition = writes.partition(requiredText(key, Keys.PARTITION));
        Map<String, AttributeValue> item = ErasureWrites.member(partition, key);
        Transfer transfer = TransferItem.read(item);
        if (transfer.status().isPending()) {
            return Optional.of(Outcome.OPEN);
        }
        List<PersonalText> personal = new ArrayList<>();
        Set<String> sides = new HashSet<>();
        if (subject.sender()) {
            personal.add(textOf(transfer.terms().from()));
            sides.add("from");
        }
        if (subject.recipient()) {
            personal.add(textOf(transfer.terms().to()));
            sides.add("to");
        }
        if (personal.stream().anyMatch(texts -> texts.isIn(audit.reason()))) {
            throw new ReasonIsPersonal();
        }
        partition.stream().filter(part -> ErasureWrites.isKind(part, Keys.HISTORY_PREFIX) || ErasureWrites.isKind(part, Keys.DELIVERY_PREFIX))
                .forEach(entry -> personal.forEach(texts -> writes.changeDetail(entry, texts)));
        writes.partition(Keys.outboxPartition(subject.id()))
                .forEach(event -> writes.changeText(event, "data", content -> ErasedJson.transferEvent(content, sides)));
        text(item, LeaseWrites.ORIGIN).ifPresent(origin -> writes.changeAnswer(new IdempotencyKey(transfer.terms().merchant(), origin),
                answer -> ErasedJson.answer(answer, sides)));
        return Optional.of(Outcome.ERASED).filter(any -> change(item, subject, audit));
    }

    private static PersonalText textOf(Party party) {
        return PersonalText.of(party.ownerId(), party.name(), party.phone());
    }

    private boolean change(Map<String, AttributeValue> item, OfTransfer subject, Audit audit) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":none", texts(Map.of()), ":at", time(audit.at()), ":rank", item.get("rank")));
        Map<String, String> names = new HashMap<>(Map.of("#rank", "rank", "#metadata", "metadata", "#erasedAt", ErasureWrites.ERASED_AT,
                "#description", "description"));
        StringBuilder set = new StringBuilder("SET #metadata = :none, #erasedAt = :at");
        if (subject.sender()) {
            set.append(", #sender = :sender");
            names.put("#sender", "sender");
            // The count of the day names the sender by a digest, from which a phone number could be guessed.
            names.put("#counted", "counted");
            values.put(":sender", withoutPerson(item, "sender"));
        }
        if (subject.recipient()) {
            set.append(", #recipient = :recipient");
            names.put("#recipient", "recipient");
            values.put(":recipient", withoutPerson(item, "recipient"));
        }
        if (ErasureWrites.hasMessage(item)) {
            set.append(", failure.message = :erased");
            values.put(":erased", text(ERASED));
        }
        set.append(" REMOVE #description").append(subject.sender() ? ", #counted" : "");
        return writes.end(Update.builder().key(ErasureWrites.keyOf(item)).updateExpression(set.toString())
                // A status that changed since brought new entries and events.
                .conditionExpression("#rank = :rank")
                .expressionAttributeNames(names).expressionAttributeValues(values), ErasureWrites.auditTrail(item, audit));
    }

    private static AttributeValue withoutPerson(Map<String, AttributeValue> item, String side) {
        return AttributeValue.fromM(Map.of("account", item.get(side).m().get("account")));
    }
}
