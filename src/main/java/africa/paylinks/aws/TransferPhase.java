package africa.paylinks.aws;

import africa.paylinks.http.ProblemCode;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Movement;
import africa.paylinks.ledger.Posting;
import africa.paylinks.ledger.SystemAccount;
import africa.paylinks.payment.Money;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.TransferLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * One phase of a transfer: a single transaction, whose conditions decide. It knows which part refused and why, and continues
 * by itself when only an entry's number was out of date.
 */
final class TransferPhase {

    /** More than the number of transfers of one account that can take place concurrently. */
    private static final int MAX_ATTEMPTS = 500;

    private final LedgerWrites ledger;
    private final Transactions transactions;
    private final Function<String, Map<String, AttributeValue>> accounts;
    private final List<TransactWriteItem> fixed = new ArrayList<>();
    private final List<Integer> transfers = new ArrayList<>();
    private final List<Movement> movements = new ArrayList<>();
    private final List<Posting> postings = new ArrayList<>();
    private final Map<String, LedgerWrites.Seen> seen = new HashMap<>();
    private int key = -1;
    private int count = -1;
    private Optional<Counted> counted = Optional.empty();
    private Optional<TransactWriteItem> givenBack = Optional.empty();
    private String merchant = "";
    private Instant at = Instant.EPOCH;

    private record Counted(TransferLimit limit, Money amount) {
    }

    /** @param accounts reads an account's item */
    TransferPhase(LedgerWrites ledger, Transactions transactions, Function<String, Map<String, AttributeValue>> accounts) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.accounts = accounts;
    }

    /** Why a phase did not take place. */
    sealed interface Refusal {
    }

    /** The idempotency key is known, or held by another process. */
    record ByKey(Optional<Map<String, AttributeValue>> existing) implements Refusal {
    }

    /** A transfer is not in the state that the phase requires. */
    record ByTransfer() implements Refusal {
    }

    /** An account or a limit does not allow it. */
    record ByRule(ProblemCode reason) implements Refusal {
    }

    TransferPhase key(TransactWriteItem item) {
        key = fixed.size();
        fixed.add(item);
        return this;
    }

    TransferPhase transfer(TransactWriteItem item) {
        transfers.add(fixed.size());
        fixed.add(item);
        return this;
    }

    TransferPhase with(List<TransactWriteItem> items) {
        fixed.addAll(items);
        return this;
    }

    TransferPhase count(TransferWrites writes, Optional<DailyCount> counter, Money amount, TransferLimit limit, Instant now) {
        counter.ifPresent(day -> {
            count = fixed.size();
            counted = Optional.of(new Counted(limit, amount));
            fixed.add(writes.counted(day, amount, limit, now));
        });
        return this;
    }

    /** Gives back what the transfer counted for. Counts expire: where there is none any more, the phase takes place without. */
    TransferPhase giveBack(Optional<TransactWriteItem> item) {
        givenBack = item;
        return this;
    }

    TransferPhase move(Movement movement) {
        movements.add(movement);
        return this;
    }

    /** Books entries; each customer's account among them has a movement. */
    TransferPhase book(String ofMerchant, Posting posting, Instant now) {
        merchant = ofMerchant;
        at = now;
        postings.add(posting);
        return this;
    }

    /** Accounts as they were read already. */
    TransferPhase seen(List<Account> read) {
        read.forEach(account -> seen.put(account.id(), new LedgerWrites.Seen(account.entryCount(), account.balances().balance())));
        return this;
    }

    /** Writes all parts or none; returns why not. */
    Optional<Refusal> write() {
        movements.stream().filter(movement -> movement.booked() != 0)
                .forEach(movement -> seen.computeIfAbsent(movement.account(), id -> LedgerWrites.Seen.of(accounts.apply(id))));
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            List<TransactWriteItem> items = items();
            Optional<Transactions.Refusal> refusal = transactions.write(items);
            if (refusal.isEmpty()) {
                return Optional.empty();
            }
            if (givenBack.isPresent() && refusal.get().by(items.size() - 1)) {
                givenBack = Optional.empty();
            }
            Optional<Refusal> reason = reason(refusal.get());
            if (reason.isPresent()) {
                return reason;
            }
        }
        throw new africa.paylinks.payment.StoreUnavailable("An account is too busy", null);
    }

    private List<TransactWriteItem> items() {
        List<TransactWriteItem> items = new ArrayList<>(fixed);
        movements.forEach(movement -> items.add(ledger.move(movement, seen.get(movement.account()))));
        postings.forEach(posting -> posting.legs().forEach(leg -> items.add(SystemAccount.is(leg.account())
                ? ledger.systemEntry(merchant, posting, leg, at)
                : ledger.entry(posting, leg, seen.get(leg.account()), at))));
        givenBack.ifPresent(items::add);
        return items;
    }

    private Optional<Refusal> reason(Transactions.Refusal refusal) {
        if (key >= 0 && refusal.by(key)) {
            return Optional.of(new ByKey(refusal.existing(key)));
        }
        if (transfers.stream().anyMatch(refusal::by)) {
            return Optional.of(new ByTransfer());
        }
        List<ProblemCode> rules = new ArrayList<>();
        if (count >= 0 && refusal.by(count)) {
            TransferLimit.Usage used = refusal.existing(count).map(DynamoTransferStore::usage).orElse(TransferLimit.Usage.NONE);
            counted.flatMap(limited -> limited.limit.violation(used, limited.amount)).ifPresent(rules::add);
        }
        for (int index = 0; index < movements.size(); index++) {
            Movement movement = movements.get(index);
            if (refusal.by(fixed.size() + index)) {
                Map<String, AttributeValue> account = refusal.existing(fixed.size() + index)
                        .orElseThrow(() -> new IllegalStateException("The account " + movement.account() + " is missing"));
                seen.put(movement.account(), LedgerWrites.Seen.of(account));
                if (movement.isNewWork() && account.get(AccountItem.CLOSED).bool()) {
                    return Optional.of(new ByRule(ProblemCode.ACCOUNT_CLOSED));
                }
                if (Item.number(account, AccountItem.AVAILABLE) + movement.available() < 0) {
                    rules.add(ProblemCode.INSUFFICIENT_FUNDS);
                }
            }
        }
        return rules.stream().findFirst().map(ByRule::new);
    }
}
