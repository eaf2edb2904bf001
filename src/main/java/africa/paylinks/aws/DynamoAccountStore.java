package africa.paylinks.aws;

import static africa.paylinks.aws.Item.text;
import static africa.paylinks.aws.Item.time;

import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.ledger.Entry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Accounts in DynamoDB, each with its entries in one partition. */
@Singleton
public final class DynamoAccountStore implements AccountStore {

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
                        .put("accountId", text(account.id())).attributes()).build()).build();
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
                .flatMap(item -> find(Item.requiredText(item, "accountId")).stream()).toList();
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
