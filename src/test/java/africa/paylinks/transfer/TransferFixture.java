package africa.paylinks.transfer;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoAccountStore;
import africa.paylinks.aws.DynamoTransferStore;
import africa.paylinks.aws.StoreConfig;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.Balances;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Accounts and transfers over an embedded table of their own, with a merchant for each test. */
public final class TransferFixture {

    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    final String merchant;
    final AdjustableClock clock;
    final Config config = new Config();
    final RecordedMetrics metrics;
    final DynamoDbClient client;
    final StoreConfig table;
    final DynamoAccountStore accounts;
    final DynamoTransferStore transfers;

    TransferFixture() {
        this(TestTable.client(), TestTable.CONFIG);
    }

    TransferFixture(DynamoDbClient client, StoreConfig table) {
        this("shop-" + UUID.randomUUID().toString().substring(0, 8), new AdjustableClock(NOW), client, table);
    }

    public TransferFixture(String merchant, AdjustableClock clock, DynamoDbClient client, StoreConfig table) {
        this.merchant = merchant;
        this.clock = clock;
        this.metrics = new RecordedMetrics(clock);
        this.client = client;
        this.table = table;
        accounts = new DynamoAccountStore(client, table);
        transfers = new DynamoTransferStore(client, table, clock, SamplePayments.IDS);
    }

    /** Settings that a test changes. */
    static final class Config implements TransferConfig {

        Optional<String> limits = Optional.empty();
        LateSuccess late = LateSuccess.CREDIT;

        @Override
        public Optional<String> limits() {
            return limits;
        }

        @Override
        public Duration collectionLife() {
            return Duration.ofHours(1);
        }

        @Override
        public LateSuccess lateSuccess() {
            return late;
        }
    }

    AccountService accountService() {
        return new AccountService(accounts, clock);
    }

    TransferService service() {
        return service(transfers);
    }

    TransferService service(TransferStore store) {
        return new TransferService(new TransferPlanner(accounts, store, new ProviderRegistry(List.of()), SamplePayments.IDS, config), store, () -> {
            throw new AssertionError("No provider is involved");
        }, clock, metrics.metrics());
    }

    TransferLookup lookup() {
        return new TransferLookup(transfers, accounts);
    }

    ReversalService reversals() {
        return new ReversalService(transfers, accounts, SamplePayments.IDS, clock);
    }

    WithdrawalService withdrawals() {
        return new WithdrawalService(transfers, accounts, clock);
    }

    /** A new account in cedis. */
    public String account(String owner) {
        Account account = Account.open(merchant, owner, Optional.of("Ama"), Optional.empty(), "GHS", clock.instant());
        accounts.open(account);
        return account.id();
    }

    /** A new account with so many pesewas on it, which came from a phone. */
    public String account(String owner, long minor) {
        String account = account(owner);
        if (minor > 0) {
            Transfer transfer = collection(account, minor);
            transfers.reserve(Optional.empty(), transfer, TransferLimit.NONE);
            transfers.post(transfer, TransferCause.PAYMENT, clock.instant());
        }
        return account;
    }

    /** A transfer from a phone that waits for its money. */
    Transfer collection(String account, long minor) {
        return Transfer.created(new TransferTerms(SamplePayments.IDS.next("trf"), TransferKind.COLLECTION, merchant,
                Party.byPhone("fluid", "+233241234567", Optional.empty(), Optional.empty()), Party.of(accounts.find(account).orElseThrow()),
                new africa.paylinks.payment.Money(minor, "GHS"), Optional.of("fluid"), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), Optional.empty(), clock.instant(), Optional.of(clock.instant().plus(Duration.ofHours(1)))));
    }

    /** A withdrawal of the merchant. */
    Transfer withdrawal(String account, long minor) {
        return Transfer.created(new TransferTerms(SamplePayments.IDS.next("trf"), TransferKind.WITHDRAWAL, merchant,
                Party.of(accounts.find(account).orElseThrow()), Party.outside("@withdrawals"), new africa.paylinks.payment.Money(minor, "GHS"),
                Optional.empty(), Optional.empty(), Optional.of("payout"), Optional.empty(), Map.of(), Optional.empty(), clock.instant(),
                Optional.empty()));
    }

    Balances balances(String account) {
        return accounts.find(account).orElseThrow().balances();
    }

    /** The sum over all accounts of the merchant. */
    long total(String... ofCustomers) {
        long sum = 0;
        for (String system : List.of("@fluid", "@withdrawals", "@returns")) {
            sum += accounts.systemBalance(merchant, system, "GHS");
        }
        for (String account : ofCustomers) {
            sum += balances(account).balance();
        }
        return sum;
    }

    /** Transfers money from account to account, and returns the transfer's id. */
    public String sent(String from, String to, String amount) {
        return json(service().create(send(from, to, amount))).path("id").asText();
    }

    /** Reverses a transfer, and returns the id of the opposite one. */
    public String reversed(String id) {
        return json(reversals().reverse(post("/transfers/" + id + "/reverse", Map.of("id", id), "", ""))).path("id").asText();
    }

    ApiRequest send(String from, String to, String amount) {
        return send(UUID.randomUUID().toString(), from, to, amount);
    }

    ApiRequest send(String key, String from, String to, String amount) {
        return post("/transfers", Map.of(), key, body(from, to, amount));
    }

    static String body(String from, String to, String amount) {
        return "{\"from\":{\"account\":\"" + from + "\"},\"to\":{\"account\":\"" + to + "\"},\"amount\":\"" + amount + "\",\"currency\":\"GHS\"}";
    }

    ApiRequest post(String path, Map<String, String> parameters, String key, String body) {
        return call("POST", path, parameters, Map.of(), key, body, merchant);
    }

    ApiRequest get(String path, Map<String, String> parameters, Map<String, String> query) {
        return call("GET", path, parameters, query, "", "", merchant);
    }

    static ApiRequest call(String method, String path, Map<String, String> parameters, Map<String, String> query, String key, String body,
            String merchant) {
        Map<String, String> headers = new HashMap<>();
        if (!key.isEmpty()) {
            headers.put("idempotency-key", key);
        }
        return new ApiRequest(method, path, parameters, query, headers, body.getBytes(StandardCharsets.UTF_8), "api.example",
                Optional.of(new ApiRequest.Caller(merchant, Set.of("read", "write"))));
    }

    /** The answer of a service, be it a problem. */
    static ApiResponse answer(Function<ApiRequest, ApiResponse> service, ApiRequest request) {
        try {
            return service.apply(request);
        } catch (ProblemException problem) {
            return problem.problem().toResponse();
        }
    }

    static JsonValue json(ApiResponse answer) {
        return Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /** The status of an answer and its problem code, if it is a problem. */
    static String outcome(ApiResponse answer) {
        String code = json(answer).path("code").asText();
        return answer.status() + (code.isEmpty() ? "" : " " + code);
    }
}
