package africa.paylinks.routing;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.payment.Customer;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;

/** Assigns each customer to one of a hundred buckets; the result is the same on every run and machine. */
final class Bucket {

    private static final BigInteger BUCKETS = BigInteger.valueOf(100);
    private static final int HASH_BYTES = 4;

    private Bucket() {
    }

    /** The customer's bucket, 0 to 99; the order's bucket when nothing is known about the customer. */
    static int of(Customer customer, String orderId) {
        return of(customer.id().map(String::strip)
                .or(() -> customer.email().map(email -> email.strip().toLowerCase(Locale.ROOT)))
                .or(() -> customer.phone().map(String::strip))
                .orElse(orderId));
    }

    /** The first four bytes of the text's SHA-256 as a number, modulo 100, which is easy to compute elsewhere too. */
    static int of(String text) {
        return new BigInteger(1, Arrays.copyOf(Sha256.of(text), HASH_BYTES)).mod(BUCKETS).intValue();
    }
}
