package africa.paylinks.fluid;

import africa.paylinks.payment.PaymentStatus;
import java.util.Locale;
import java.util.Optional;

/** What FLUID's words for a debit mean; its two descriptions know different ones, and all are understood. */
final class FluidStatus {

    private static final String EVENT_PREFIX = "transaction.";

    private FluidStatus() {
    }

    /** The meaning of a status; empty for a word that neither description has. */
    static Optional<PaymentStatus> named(String status) {
        return switch (status.trim().toLowerCase(Locale.ROOT)) {
            case "created", "pending", "processing" -> Optional.of(PaymentStatus.PENDING);
            case "completed" -> Optional.of(PaymentStatus.COMPLETED);
            case "failed" -> Optional.of(PaymentStatus.FAILED);
            case "cancelled" -> Optional.of(PaymentStatus.CANCELLED);
            case "reversed" -> Optional.of(PaymentStatus.REFUNDED);
            default -> Optional.empty();
        };
    }

    /** The meaning of an event such as {@code transaction.completed}; empty for one that is nothing we act on. */
    static Optional<PaymentStatus> ofEvent(String event) {
        String name = event.trim().toLowerCase(Locale.ROOT);
        return name.startsWith(EVENT_PREFIX) ? named(name.substring(EVENT_PREFIX.length())) : Optional.empty();
    }
}
