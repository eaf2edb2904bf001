package africa.paylinks.payment;

import java.util.Arrays;
import java.util.Optional;

/** Payment methods, with their names in the API. */
public enum PaymentMethod {
    MOMO("momo"),
    CARD("card"),
    IN_APP("in-app"),
    BANK_TRANSFER("bank-transfer");

    private final String wireName;

    PaymentMethod(String wireName) {
        this.wireName = wireName;
    }

    /** The name in requests and responses. */
    public String wireName() {
        return wireName;
    }

    /** The method with that exact wire name; empty when there is none. */
    public static Optional<PaymentMethod> named(String wireName) {
        return Arrays.stream(values()).filter(method -> method.wireName.equals(wireName)).findFirst();
    }
}
