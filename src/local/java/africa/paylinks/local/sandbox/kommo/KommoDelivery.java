package africa.paylinks.local.sandbox.kommo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the webhook of a change of stage arrives. */
enum KommoDelivery {
    /** Once. */
    NORMAL,
    /** Never. */
    NONE,
    /** Several times, at the same time. */
    DUPLICATE,
    /** From someone who does not know the token, of a change that did not happen. */
    FORGED,
    /** With the right token from another account, of a change that did not happen here. */
    FOREIGN;

    static Optional<KommoDelivery> named(String word) {
        return Arrays.stream(values()).filter(delivery -> delivery.word().equals(word)).findFirst();
    }

    /** Tells whether it is Kommo itself that sends, about something that is so. */
    boolean isKommos() {
        return this == NORMAL || this == DUPLICATE;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
