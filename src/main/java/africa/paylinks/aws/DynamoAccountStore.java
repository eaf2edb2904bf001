package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.aws.MergedQuery.Place;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountPage;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.ledger.Entry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Accounts in DynamoDB, each with its entries in one partition. */
@Singleton
public final class DynamoAccountStore implements AccountStore {

    private static final String ACCOUNT_ID = "accountId";
    private static final int MAX_READ_PER_SEARCH = 1000;
    private static final String LATEST = "9999-12-31T23:59:59.999Z";

    private final DynamoDbClient client;
    private final Transactions transactions;
    private final String table;

    public DynamoAccountStore(DynamoDbClient client, StoreConfig config) {
        this.client = client;
        this.transactions = new Transactions(client);
        this.table = config.table();
    }

    @Override
    public Optional<Account> open(Account account) {
        TransactWriteItem opened = TransactWriteItem.builder().put(Put.builder().tableName(table).item(AccountItem.write(account))
                .conditionExpression("attribute_not_exists(pk)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD).build()).build();
        TransactWriteItem listed = TransactWriteItem.builder().put(Put.builder().tableName(table)
                .item(Item.of(Keys.accountOfOwner(account.merchant(), account.ownerId(), account.currency()))
                        .put(ACCOUNT_ID, text(account.id()))
                        // This item lists the merchant's accounts, because it does not change with each balance.
                        .put(PaymentItem.MERCHANT_SHARD, text(Shards.of(ofMerchant(account.merchant()), account.id())))
                        .put(PaymentItem.CREATED_AT, time(account.createdAt())).attributes()).build()).build();
        return transactions.write(List.of(opened, listed)).map(refusal -> AccountItem.read(refusal.existing(0)
                .orElseThrow(() -> new IllegalStateException("An account is missing"))));
    }

    @Override
    public Optional<Account> find(String accountId) {
        return Optional.of(Transactions.call(() -> client.getItem(request -> request.tableName(table).key(Keys.account(accountId))
                        .consistentRead(true))))
                .filter(response -> response.hasItem()).map(response -> AccountItem.read(response.item()));
    }

    @Override
    public List<Account> ofOwner(String merchant, String ownerId) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true).keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", text(Keys.accountsOfOwner(merchant, ownerId)))).build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream().toList()).stream()
                .flatMap(item -> find(Item.requiredText(item, ACCOUNT_ID)).stream()).toList();
    }

    @Override
    public AccountPage ofMerchant(String merchant, int limit, Optional<AccountPage.Position> after) {
        Optional<Place> from = after.map(position -> new Place(time(position.createdAt()).s(), position.accountId()));
        MergedQuery query = new MergedQuery(DynamoAccountStore::place, true, from, MAX_READ_PER_SEARCH,
                Shards.all(ofMerchant(merchant)).stream().<MergedQuery.Page>map(partition ->
                        startKey -> page(partition, from.map(Place::time).orElse(LATEST), limit, startKey)).toList());
        List<Account> found = new ArrayList<>();
        for (var next = query.next(); next.isPresent(); next = query.next()) {
            found.add(find(Item.requiredText(next.get(), ACCOUNT_ID)).orElseThrow(() -> new IllegalStateException("A listed account is missing")));
            if (found.size() == limit) {
                Account last = found.get(limit - 1);
                return new AccountPage(found, Optional.of(new AccountPage.Position(last.createdAt(), last.id())).filter(more -> query.mayHaveMore()));
            }
        }
        return new AccountPage(found, query.frontier().map(place -> new AccountPage.Position(Instant.parse(place.time()), place.id())));
    }

    private QueryResponse page(String partition, String to, int limit, Map<String, AttributeValue> startKey) {
        QueryRequest.Builder query = QueryRequest.builder().tableName(table).indexName("by-merchant-time")
                .keyConditionExpression("merchantShard = :owner AND createdAt <= :to")
                .expressionAttributeValues(Map.of(":owner", text(partition), ":to", text(to)))
                .scanIndexForward(false).limit(limit / Shards.COUNT * 2 + 2);
        QueryRequest request = (startKey.isEmpty() ? query : query.exclusiveStartKey(startKey)).build();
        return Transactions.call(() -> client.query(request));
    }

    private static Place place(Map<String, AttributeValue> item) {
        // The last key of a page has no other attributes than keys, and only its time is used.
        return new Place(Item.requiredText(item, PaymentItem.CREATED_AT), Item.text(item, ACCOUNT_ID).orElse(""));
    }

    /** The index partition of a merchant's accounts. */
    private static String ofMerchant(String merchant) {
        return "ACCOUNTS#" + merchant;
    }

    @Override
    public List<Entry> entries(String accountId, long after, int limit) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :first AND :last")
                .expressionAttributeValues(Map.of(":pk", Keys.account(accountId).get(Keys.PARTITION),
                        ":first", Keys.entry(accountId, after + 1).get(Keys.SORT),
                        ":last", Keys.entry(accountId, Long.MAX_VALUE).get(Keys.SORT)))
                .limit(limit).build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream().limit(limit).toList()).stream()
                .map(AccountItem::entry).toList();
    }

    @Override
    public boolean close(String accountId, Instant now) {
        return Transactions.attempt(() -> client.updateItem(request -> request.tableName(table).key(Keys.account(accountId))
                .updateExpression("SET closed = :true, closedAt = if_not_exists(closedAt, :now)")
                .conditionExpression("balanceMinor = :zero AND pendingInMinor = :zero AND pendingOutMinor = :zero")
                .expressionAttributeValues(Map.of(":true", AttributeValue.fromBool(true), ":zero", Item.number(0), ":now", time(now)))));
    }

    @Override
    public long systemBalance(String merchant, String account, String currency) {
        return Shards.all(Keys.systemAccount(merchant, account, currency)).stream().mapToLong(this::sum).reduce(0, Math::addExact);
    }

    private long sum(String partition) {
        QueryRequest query = QueryRequest.builder().tableName(table).consistentRead(true).keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", text(partition))).build();
        return Transactions.call(() -> client.queryPaginator(query).items().stream()
                .mapToLong(item -> Item.number(item, "minor")).reduce(0, Math::addExact));
    }
}
