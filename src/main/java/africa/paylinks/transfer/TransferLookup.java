package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.Paging;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.QueryFields;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.transfer.TransferSearch.Position;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/** Returns a merchant's own transfers. */
@Singleton
public final class TransferLookup {

    private final TransferStore transfers;
    private final TransferOwnership own;
    private final AccountOwnership accounts;

    public TransferLookup(TransferStore transfers, AccountStore accounts) {
        this.transfers = transfers;
        this.own = new TransferOwnership(transfers);
        this.accounts = new AccountOwnership(accounts);
    }

    /**
     * Answers {@code GET /transfers/{id}}.
     *
     * @throws ProblemException 404 when the merchant has no such transfer
     */
    public ApiResponse find(ApiRequest request) {
        return ApiResponse.json(200, TransferJson.of(own.of(request.merchant("read"), request)));
    }

    /**
     * Answers {@code GET /transfers/{id}/events}.
     *
     * @throws ProblemException 404 when the merchant has no such transfer, 400 that lists every invalid parameter
     */
    public ApiResponse history(ApiRequest request) {
        Transfer transfer = own.of(request.merchant("read"), request);
        Paging paging = Paging.of(request);
        return ApiResponse.json(200, paging.page("events", transfers.history(transfer.id()), TransferJson::of));
    }

    /**
     * Answers {@code GET /transfers}.
     *
     * @throws ProblemException 400 that lists every invalid parameter, 404 for an account that the merchant does not have
     */
    public ApiResponse search(ApiRequest request) {
        String merchant = request.merchant("read");
        QueryFields query = new QueryFields(request);
        Optional<String> accountId = request.queryParameter("accountId");
        Optional<TransferStatus> status = query.read("status", "Unknown status.", TransferStatus::named);
        Optional<Instant> from = query.time("from");
        Optional<Instant> to = query.time("to");
        int limit = query.limit();
        String scope = "transfers " + merchant + " " + accountId.orElse("");
        Optional<Position> after = query.cursor(scope, TransferLookup::position);
        query.requireValid();
        accountId.ifPresent(id -> accounts.of(merchant, id));
        TransferPage page = transfers.search(new TransferSearch(merchant, accountId, status, from, to, limit, after));
        JsonObject body = Json.object();
        JsonArray list = body.putArray("transfers");
        page.transfers().forEach(transfer -> list.add(TransferJson.of(transfer)));
        return ApiResponse.json(200, body.put("nextCursor", page.next().map(position -> QueryFields.cursor(scope,
                PaymentJson.instant(position.createdAt()) + " " + position.transferId())).orElse(null)));
    }

    private static Optional<Position> position(String text) {
        int space = text.indexOf(' ');
        return space < 0 || !PaymentIds.isPossible(text.substring(space + 1)) ? Optional.empty()
                : Optional.of(new Position(Instant.parse(text.substring(0, space)), text.substring(space + 1)))
                        .filter(position -> QueryFields.isPlausible(position.createdAt()));
    }
}
