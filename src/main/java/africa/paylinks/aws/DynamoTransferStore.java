package africa.paylinks.aws;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.idempotency.FencingToken;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Hold;
import africa.paylinks.ledger.Movement;
import africa.paylinks.ledger.Posting;
import africa.paylinks.ledger.SystemAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.transfer.DailyCount;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferCause;
import africa.paylinks.transfer.TransferChange;
import africa.paylinks.transfer.TransferKind;
import africa.paylinks.transfer.TransferLimit;
import africa.paylinks.transfer.TransferPage;
import africa.paylinks.transfer.TransferSearch;
import africa.paylinks.transfer.TransferSearch.Position;
import africa.paylinks.transfer.TransferStatus;
import africa.paylinks.transfer.TransferStore;
import africa.paylinks.transfer.TransferTerms;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Transfers in DynamoDB: one transaction per phase. */
@Singleton
public final class DynamoTransferStore implements TransferStore {

    private static final String BY_TIME = "by-merchant-time";
    private static final int MAX_READ_PER_SEARCH = 1000;
    private static final int PAGE = 100;
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final LeaseWrites leases;
    private final LedgerWrites ledger;
    private final TransferWrites writes;
    private final String table;
    private final Clock clock;

    public DynamoTransferStore(DynamoDbClient client, StoreConfig config, Clock clock, PaymentIds ids) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.leases = new LeaseWrites(client, config, ids, "transferId");
        this.ledger = new LedgerWrites(config.table());
        this.writes = new TransferWrites(config.table());
        this.table = config.table();
        this.clock = clock;
    }

    @Override
    public Optional<Transfer> find(String transferId) {
        return item(Keys.transfer(transferId)).map(TransferItem::read);
    }

    @Override
    public List<TransferChange> history(String transferId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND begins_with(sk, :events)")
                .expressionAttributeValues(Map.of(":pk", Keys.transfer(transferId).get(Keys.PARTITION), ":events", Item.text(Keys.HISTORY_PREFIX)))
                .build();
        List<Map<String, AttributeValue>> items = Transactions.call(() -> client.queryPaginator(query).items().stream().toList());
        // A status only rises, so the ranks give the status before each, whatever the clocks of the writers say.
        List<TransferStatus> reached = items.stream().map(item -> TransferStatus.valueOf(Item.requiredText(item, "to")))
                .sorted(Comparator.comparingInt(TransferStatus::rank)).toList();
        return items.stream().map(item -> {
            TransferStatus to = TransferStatus.valueOf(Item.requiredText(item, "to"));
            Optional<TransferStatus> from = Optional.of(reached.indexOf(to)).filter(index -> index > 0).map(index -> reached.get(index - 1));
            return new TransferChange(Item.time(item, "at"), from, to, Item.requiredText(item, "cause"), Item.texts(item, "detail"));
        }).sorted(Comparator.comparingInt(change -> change.to().rank())).toList();
    }

    @Override
    public TransferPage search(TransferSearch search) {
        Optional<Place> after = search.after().map(position -> new Place(time(position.createdAt()), position.transferId()));
        String from = time(search.from().orElse(Instant.EPOCH));
        // BETWEEN includes its end; times have whole milliseconds, so the range ends one earlier.
        String last = time(search.to().map(to -> to.minusMillis(1)).orElse(END_OF_TIME));
        String to = after.map(Place::time).filter(time -> time.compareTo(last) < 0).orElse(last);
        if (from.compareTo(to) > 0) {
            return new TransferPage(List.of(), Optional.empty());
        }
        MergedQuery query = search.accountId().isPresent()
                ? new MergedQuery(DynamoTransferStore::placeInAccount, true, after, MAX_READ_PER_SEARCH,
                        List.of(startKey -> ofAccount(search.accountId().get(), from, to, startKey)))
                : new MergedQuery(DynamoTransferStore::place, true, after, MAX_READ_PER_SEARCH,
                        Shards.all(TransferItem.merchantPartition(search.merchant())).stream().<MergedQuery.Page>map(partition ->
                                startKey -> ofMerchant(search, partition, from, to, startKey)).toList());
        List<Transfer> found = new ArrayList<>();
        for (var next = query.next(); next.isPresent(); next = query.next()) {
            transfer(next.get()).filter(transfer -> search.status().filter(wanted -> wanted != transfer.status()).isEmpty())
                    .ifPresent(found::add);
            if (found.size() == search.limit()) {
                Transfer ending = found.get(found.size() - 1);
                return new TransferPage(found, Optional.of(new Position(ending.terms().createdAt(), ending.id()))
                        .filter(more -> query.mayHaveMore()));
            }
        }
        return new TransferPage(found, query.frontier().map(place -> new Position(Instant.parse(place.time()), place.id())));
    }

    /** An account's list has only the ids. */
    private Optional<Transfer> transfer(Map<String, AttributeValue> item) {
        return item.containsKey("transferId") ? find(Item.requiredText(item, "transferId")) : Optional.of(TransferItem.read(item));
    }

    private static Place place(Map<String, AttributeValue> item) {
        return new Place(Item.requiredText(item, TransferItem.CREATED_AT),
                Item.requiredText(item, Keys.PARTITION).substring(Keys.TRANSFER_PREFIX.length()));
    }

    private static Place placeInAccount(Map<String, AttributeValue> item) {
        String[] parts = Item.requiredText(item, Keys.SORT).substring(Keys.TRANSFER_PREFIX.length()).split("#", 2);
        return new Place(parts[0], parts[1]);
    }

    private QueryResponse ofMerchant(TransferSearch search, String partition, String from, String to, Map<String, AttributeValue> startKey) {
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName(BY_TIME)
                .keyConditionExpression("merchantShard = :owner AND createdAt BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(":owner", Item.text(partition), ":from", Item.text(from), ":to", Item.text(to)))
                .scanIndexForward(false).limit(search.status().isPresent() ? PAGE : search.limit() / Shards.COUNT * 2 + 2);
        return page(query, startKey);
    }

    private QueryResponse ofAccount(String accountId, String from, String to, Map<String, AttributeValue> startKey) {
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(":pk", Keys.account(accountId).get(Keys.PARTITION),
                        // The id follows the time in the key.
                        ":from", Item.text(Keys.TRANSFER_PREFIX + from), ":to", Item.text(Keys.TRANSFER_PREFIX + to + "#~")))
                .scanIndexForward(false).limit(PAGE);
        return page(query, startKey);
    }

    private QueryResponse page(QueryRequest.Builder query, Map<String, AttributeValue> startKey) {
        if (!startKey.isEmpty()) {
            query.exclusiveStartKey(startKey);
        }
        QueryRequest request = query.build();
        return Transactions.call(() -> client.query(request));
    }

    @Override
    public TransferLimit.Usage usage(DailyCount counter) {
        return item(Keys.dailyCount(counter)).map(DynamoTransferStore::usage).orElse(TransferLimit.Usage.NONE);
    }

    static TransferLimit.Usage usage(Map<String, AttributeValue> item) {
        return new TransferLimit.Usage(Item.number(item, "sentMinor"), Item.number(item, "sentCount"));
    }

    @Override
    public Optional<Reservation> resume(Call call) {
        Instant now = clock.instant();
        return leases.find(call.key(), now)
                .filter(existing -> Item.requiredText(existing, "fingerprint").equals(call.fingerprint().hex()))
                .map(existing -> leases.earlier(call.key(), call.fingerprint(), existing, now));
    }

    @Override
    public Result reserve(Optional<Call> call, Transfer transfer, TransferLimit limit) {
        TransferTerms terms = transfer.terms();
        Optional<FencingToken> token = call.map(one -> leases.first(one.key()));
        TransferPhase phase = phase();
        token.ifPresent(held -> phase.key(leases.reservation(held, call.orElseThrow().fingerprint(), terms.id(), clock.instant())));
        phase.transfer(writes.created(transfer, call, terms.kind() == TransferKind.COLLECTION ? terms.expiresAt() : Optional.empty()))
                .count(writes, terms.limit(), terms.amount(), limit, terms.createdAt())
                .with(writes.listed(transfer))
                .with(history(transfer.id(), List.of(TransferStatus.CREATED), TransferCause.MERCHANT, Map.of(), terms.createdAt()))
                .with(writes.events(transfer, List.of(TransferStatus.CREATED), terms.createdAt()))
                .move(Movement.held(terms.hold().orElseThrow()));
        return result(call, token, phase.write());
    }

    @Override
    public Result book(Optional<Call> call, Transfer transfer, TransferLimit limit, List<Account> seen, StoredAnswer answer) {
        TransferTerms terms = transfer.terms();
        TransferPhase phase = bookedAtOnce(call, transfer, seen, answer)
                .count(writes, terms.limit(), terms.amount(), limit, terms.createdAt());
        return result(call, Optional.empty(), phase.write());
    }

    @Override
    public Result reverse(Optional<Call> call, Transfer original, Transfer reversal, List<Account> seen, StoredAnswer answer) {
        TransferTerms terms = reversal.terms();
        TransferPhase phase = bookedAtOnce(call, reversal, seen, answer)
                .transfer(writes.reversed(original.id(), reversal.id(), terms.createdAt()))
                .with(history(original.id(), List.of(TransferStatus.REVERSED), TransferCause.REVERSAL, Map.of("reversal", reversal.id()),
                        terms.createdAt()))
                .with(writes.events(original.reversedBy(reversal.id()), List.of(TransferStatus.REVERSED), terms.createdAt()));
        return result(call, Optional.empty(), phase.write());
    }

    private TransferPhase bookedAtOnce(Optional<Call> call, Transfer transfer, List<Account> seen, StoredAnswer answer) {
        TransferTerms terms = transfer.terms();
        TransferPhase phase = phase().seen(seen);
        call.ifPresent(one -> phase.key(leases.answered(leases.first(one.key()), one.fingerprint(), terms.id(), answer, clock.instant())));
        phase.transfer(writes.created(transfer, call, Optional.empty()))
                .with(writes.listed(transfer))
                .with(history(transfer.id(), List.of(TransferStatus.CREATED, TransferStatus.COMPLETED), TransferCause.MERCHANT, Map.of(),
                        terms.createdAt()))
                .with(writes.events(transfer, List.of(TransferStatus.CREATED, TransferStatus.COMPLETED), terms.createdAt()))
                .book(terms.merchant(), terms.posting(), terms.createdAt());
        terms.from().customerAccount().ifPresent(account -> phase.move(Movement.debited(account, terms.amount())));
        terms.to().customerAccount().ifPresent(account -> phase.move(Movement.credited(account, terms.amount())));
        return phase;
    }

    private Result result(Optional<Call> call, Optional<FencingToken> token, Optional<TransferPhase.Refusal> refusal) {
        if (refusal.isEmpty()) {
            return new Stored(token);
        }
        if (refusal.get() instanceof TransferPhase.ByKey known) {
            Call one = call.orElseThrow();
            return new Known(leases.earlier(one.key(), one.fingerprint(),
                    known.existing().orElseThrow(() -> new IllegalStateException("An idempotency key is missing")), clock.instant()));
        }
        return refusal.get() instanceof TransferPhase.ByRule rule ? new Refused(rule.reason()) : new Exists();
    }

    @Override
    public Answering collecting(FencingToken token, Transfer transfer, StoredAnswer answer, Instant now) {
        Optional<TransferPhase.Refusal> refusal = phase().key(leases.completion(token, answer)).transfer(writes.collecting(transfer, now))
                .with(history(transfer.id(), List.of(TransferStatus.COLLECTING), TransferCause.MERCHANT, payment(transfer), now)).write();
        return refusal.map(by -> by instanceof TransferPhase.ByKey ? Answering.TAKEN_OVER : Answering.MOVED_ON).orElse(Answering.ANSWERED);
    }

    @Override
    public Answering answer(FencingToken token, StoredAnswer answer) {
        return transactions.write(List.of(leases.completion(token, answer))).isEmpty() ? Answering.ANSWERED : Answering.TAKEN_OVER;
    }

    @Override
    public void release(FencingToken token) {
        leases.release(token);
    }

    @Override
    public Ending post(Transfer transfer, TransferCause cause, Instant now) {
        List<TransferStatus> reached = reachedByMoney(transfer);
        Hold hold = transfer.terms().hold().orElseThrow();
        return ending(phase().transfer(writes.ended(transfer, reached, Optional.empty(), now))
                .with(history(transfer.id(), reached, cause, payment(transfer), now))
                .with(writes.events(transfer, reached, now))
                .move(Movement.posted(hold)).book(transfer.terms().merchant(), transfer.terms().posting(), now));
    }

    @Override
    public Ending postLate(Transfer transfer, Instant now) {
        List<TransferStatus> reached = reachedByMoney(transfer);
        return ending(phase().transfer(writes.paidLate(transfer, reached, Optional.empty(), now))
                .with(history(transfer.id(), reached, TransferCause.PAYMENT, payment(transfer), now))
                .with(writes.events(transfer.paidLate(), reached, now))
                .move(Movement.credited(transfer.terms().to().account(), transfer.terms().amount()))
                .book(transfer.terms().merchant(), transfer.terms().posting(), now));
    }

    @Override
    public Ending keepForReturn(Transfer transfer, Failure reason, Instant now) {
        TransferTerms terms = transfer.terms();
        Map<String, String> detail = new HashMap<>(payment(transfer));
        detail.put("failure", reason.code());
        return ending(phase().transfer(writes.paidLate(transfer, List.of(TransferStatus.COLLECTED), Optional.of(reason), now))
                .with(history(transfer.id(), List.of(TransferStatus.COLLECTED), TransferCause.PAYMENT, detail, now))
                .with(writes.events(transfer.paidLate().because(reason), List.of(TransferStatus.COLLECTED), now))
                .book(terms.merchant(), Posting.of(terms.id(), terms.from().account(), SystemAccount.RETURNS, terms.amount()), now));
    }

    @Override
    public Ending fail(Transfer transfer, Failure failure, TransferCause cause, Instant now) {
        return ending(voided(transfer, phase().transfer(writes.ended(transfer, List.of(TransferStatus.FAILED), Optional.of(failure), now))
                .with(history(transfer.id(), List.of(TransferStatus.FAILED), cause, Map.of("failure", failure.code()), now))
                .with(writes.events(transfer.because(failure), List.of(TransferStatus.FAILED), now))));
    }

    @Override
    public Ending expire(Transfer transfer, Instant now) {
        return ending(voided(transfer, phase().transfer(writes.expired(transfer, now))
                .with(history(transfer.id(), List.of(TransferStatus.EXPIRED), TransferCause.EXPIRY, Map.of(), now))
                .with(writes.events(transfer, List.of(TransferStatus.EXPIRED), now))));
    }

    private TransferPhase voided(Transfer transfer, TransferPhase phase) {
        Money amount = transfer.terms().amount();
        return phase.giveBack(transfer.terms().limit().map(counter -> writes.uncounted(counter, amount)))
                .move(Movement.voided(transfer.terms().hold().orElseThrow()));
    }

    private static Ending ending(TransferPhase phase) {
        return phase.write().map(refusal -> {
            if (refusal instanceof TransferPhase.ByRule rule && rule.reason() == ProblemCode.ACCOUNT_CLOSED) {
                return Ending.ACCOUNT_CLOSED;
            }
            if (refusal instanceof TransferPhase.ByTransfer) {
                return Ending.NOT_POSSIBLE;
            }
            throw new IllegalStateException("The books do not cover a pending transfer: " + refusal);
        }).orElse(Ending.ENDED);
    }

    private static List<TransferStatus> reachedByMoney(Transfer transfer) {
        return transfer.terms().kind() == TransferKind.COLLECTION
                ? List.of(TransferStatus.COLLECTED, TransferStatus.COMPLETED)
                : List.of(TransferStatus.COMPLETED);
    }

    private List<TransactWriteItem> history(String transferId, List<TransferStatus> reached, TransferCause cause, Map<String, String> detail,
            Instant at) {
        return writes.history(transferId, reached, cause, detail, at);
    }

    private static Map<String, String> payment(Transfer transfer) {
        return transfer.terms().paymentId().map(id -> Map.of("payment", id)).orElse(Map.of());
    }

    private TransferPhase phase() {
        return new TransferPhase(ledger, transactions, id -> item(Keys.account(id))
                .orElseThrow(() -> new IllegalStateException("The account " + id + " is missing")));
    }

    private Optional<Map<String, AttributeValue>> item(Map<String, AttributeValue> key) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(key).consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> response.item());
    }

    private static String time(Instant instant) {
        return Item.time(instant).s();
    }
}
