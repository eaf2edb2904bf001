package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.BodyFields;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.QueryFields;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.ledger.Entry;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PastedText;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Opens, reads and closes the accounts of a merchant's customers. */
@Singleton
public final class AccountService {

    private static final Set<String> FIELDS = Set.of("ownerId", "name", "phone", "currency");
    private static final Pattern OWNER_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final String OWNER_ID_RULE = "Use 1 to 64 of the characters A-Z a-z 0-9 . _ : -";
    private static final String ENTRIES_OF = "entries ";

    private final AccountStore accounts;
    private final AccountOwnership own;
    private final Clock clock;

    public AccountService(AccountStore accounts, Clock clock) {
        this.accounts = accounts;
        this.own = new AccountOwnership(accounts);
        this.clock = clock;
    }

    /**
     * Answers {@code POST /accounts}: 201, or 200 when the owner has an account in this currency already.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    public ApiResponse open(ApiRequest request) {
        String merchant = request.merchant("write");
        BodyFields body = BodyFields.read(request.body(), FIELDS);
        Optional<String> ownerId = body.required("ownerId", 64, "Required: your own id of the customer.");
        if (ownerId.filter(id -> !OWNER_ID.matcher(id).matches()).isPresent()) {
            body.error("/ownerId", OWNER_ID_RULE);
        }
        Optional<String> name = body.text("name", 120, PastedText::clean);
        Optional<String> phone = body.text("phone", 32, PastedText::phone);
        if (phone.filter(number -> !Customer.isPhone(number)).isPresent()) {
            body.error("/phone", "Use the number with country code, such as +233241234567.");
        }
        Optional<String> currency = body.currency();
        body.requireValid();
        Account opened = Account.open(merchant, ownerId.orElseThrow(), name, phone, currency.orElseThrow(), now());
        Optional<Account> existing = accounts.open(opened);
        return answer(existing.isPresent() ? 200 : 201, existing.orElse(opened)).with("location", "/accounts/" + opened.id());
    }

    /**
     * Answers {@code GET /accounts/{id}}.
     *
     * @throws ProblemException 404 when the merchant has no such account
     */
    public ApiResponse find(ApiRequest request) {
        return answer(200, own.of(request.merchant("read"), request));
    }

    /**
     * Answers {@code GET /accounts?ownerId=}.
     *
     * @throws ProblemException 400 without a valid owner
     */
    public ApiResponse ofOwner(ApiRequest request) {
        String merchant = request.merchant("read");
        QueryFields query = new QueryFields(request);
        Optional<String> ownerId = query.read("ownerId", OWNER_ID_RULE, text -> Optional.of(text).filter(id -> OWNER_ID.matcher(id).matches()));
        if (request.queryParameter("ownerId").isEmpty()) {
            query.error("ownerId", "Required: your own id of the customer.");
        }
        query.requireValid();
        JsonObject body = Json.object();
        JsonArray list = body.putArray("accounts");
        accounts.ofOwner(merchant, ownerId.orElseThrow()).forEach(account -> list.add(AccountJson.of(account)));
        return ApiResponse.json(200, body);
    }

    /**
     * Answers {@code GET /accounts/{id}/entries}.
     *
     * @throws ProblemException 404 when the merchant has no such account, 400 that lists every invalid parameter
     */
    public ApiResponse entries(ApiRequest request) {
        Account account = own.of(request.merchant("read"), request);
        QueryFields query = new QueryFields(request);
        int limit = query.limit();
        String scope = ENTRIES_OF + account.id();
        long after = query.<Long>cursor(scope, text -> Optional.of(Long.valueOf(text)).filter(number -> number > 0 && number < Long.MAX_VALUE))
                .orElse(0L);
        query.requireValid();
        List<Entry> entries = accounts.entries(account.id(), after, limit);
        JsonObject body = Json.object();
        JsonArray list = body.putArray("entries");
        entries.forEach(entry -> list.add(AccountJson.of(entry)));
        // Entries are numbered without a gap, so the account says whether there are more.
        long last = entries.isEmpty() ? after : entries.get(entries.size() - 1).number();
        return ApiResponse.json(200, body.put("nextCursor", last < account.entryCount() && !entries.isEmpty()
                ? QueryFields.cursor(scope, Long.toString(last)) : null));
    }

    /**
     * Answers {@code POST /accounts/{id}/close}.
     *
     * @throws ProblemException 404 when the merchant has no such account, 409 when it is not empty
     */
    public ApiResponse close(ApiRequest request) {
        String merchant = request.merchant("write");
        Account account = own.of(merchant, request);
        if (!accounts.close(account.id(), now())) {
            throw new ProblemException(Problem.of(ProblemCode.ACCOUNT_NOT_EMPTY,
                    "Pay out or send what is left, and wait until nothing is pending."));
        }
        return answer(200, own.of(merchant, request));
    }

    private static ApiResponse answer(int status, Account account) {
        return ApiResponse.json(status, AccountJson.of(account));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
