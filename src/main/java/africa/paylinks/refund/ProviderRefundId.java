package africa.paylinks.refund;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.payment.Payment;

/** Our id of a refund that was made at the provider: always the same for the same refund, so that it is booked once. */
final class ProviderRefundId {

    private static final char[] ALPHABET = "abcdefghijklmnopqrstuvwxyz234567".toCharArray();
    private static final int LENGTH = 26;

    private ProviderRefundId() {
    }

    /** @param providerReference the provider's id of the refund */
    static String of(Payment payment, String providerReference) {
        byte[] digest = Sha256.of(payment.terms().provider() + "\n" + payment.id() + "\n" + providerReference);
        StringBuilder id = new StringBuilder("ref_");
        for (int index = 0; index < LENGTH; index++) {
            id.append(ALPHABET[digest[index] & 31]);
        }
        return id.toString();
    }
}
