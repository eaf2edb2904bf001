package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for {@code /transfers} and the withdrawals of accounts. */
@Singleton
public class ManageTransfersFunction {

    private final TransferService transfers;
    private final TransferLookup lookup;
    private final ReversalService reversals;
    private final WithdrawalService withdrawals;

    public ManageTransfersFunction(TransferService transfers, TransferLookup lookup, ReversalService reversals, WithdrawalService withdrawals) {
        this.transfers = transfers;
        this.lookup = lookup;
        this.reversals = reversals;
        this.withdrawals = withdrawals;
    }

    /** Makes, reads or reverses a transfer, or books a withdrawal. */
    @Funq("manage-transfers")
    public APIGatewayV2HTTPResponse manage(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        if (request.path().startsWith("/accounts/")) {
            return request.path().endsWith("/confirm") ? withdrawals.confirm(request)
                    : request.path().endsWith("/void") ? withdrawals.voidHold(request) : withdrawals.hold(request);
        }
        boolean hasId = request.parameters().containsKey("id");
        if (request.method().equals("POST")) {
            return hasId ? reversals.reverse(request) : transfers.create(request);
        }
        return !hasId ? lookup.search(request) : request.path().endsWith("/events") ? lookup.history(request) : lookup.find(request);
    }
}
