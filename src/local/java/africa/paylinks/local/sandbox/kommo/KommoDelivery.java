package africa.paylinks.local.sandbox.kommo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the sandbox delivers the webhook of a stage change. */
enum KommoDelivery {
    /** Once. */
    NORMAL,
    /** Not at all. */
    NONE,
    /** Several times, at the same time. */
    DUPLICATE,
    /** Forged: with a wrong token, about a change that did not happen. */
    FORGED,
    /** From another account with the right token, about a change that did not happen here. */
    FOREIGN;

    static Optional<KommoDelivery> named(String wireName) {
        return Arrays.stream(values()).filter(delivery -> delivery.wireName().equals(wireName)).findFirst();
    }

    /** Returns whether Kommo itself sends it, about a change that happened. */
    boolean isKommos() {
        return this == NORMAL || this == DUPLICATE;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
