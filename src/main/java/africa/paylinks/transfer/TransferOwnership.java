package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.PaymentIds;
import java.util.Optional;

/** Restricts a merchant to its own transfers; those of others appear as not found. */
final class TransferOwnership {

    private final TransferStore transfers;

    TransferOwnership(TransferStore transfers) {
        this.transfers = transfers;
    }

    /** @throws ProblemException 404 when the merchant has no such transfer */
    Transfer of(String merchant, String transferId) {
        return Optional.of(transferId).filter(PaymentIds::isPossible).flatMap(transfers::find)
                .filter(transfer -> transfer.terms().merchant().equals(merchant))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no such transfer. Use the id from the response to its creation.")));
    }

    /** The transfer in the path. */
    Transfer of(String merchant, ApiRequest request) {
        return of(merchant, request.parameters().getOrDefault("id", ""));
    }
}
