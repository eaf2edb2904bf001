package africa.paylinks.transfer;

import africa.paylinks.payment.ProviderReference;
import java.util.Optional;

/** Converts the ids of transfers and of the payments that collect their money; each follows from the other, so no lookup is needed. */
public final class TransferPayments {

    /** The prefix of transfer ids. */
    static final String TRANSFER = "trf";

    private TransferPayments() {
    }

    /** The id of the payment that collects a transfer's money. */
    static String paymentId(String transferId) {
        return ProviderReference.TRANSFER_PAYMENT + transferId.substring(TRANSFER.length() + 1);
    }

    /** The transfer whose money a payment collects; empty for any other payment. */
    public static Optional<String> transferId(String paymentId) {
        return Optional.of(paymentId).filter(id -> id.startsWith(ProviderReference.TRANSFER_PAYMENT))
                .map(id -> TRANSFER + "_" + id.substring(ProviderReference.TRANSFER_PAYMENT.length()));
    }
}
