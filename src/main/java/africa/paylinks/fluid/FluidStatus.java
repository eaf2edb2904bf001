package africa.paylinks.fluid;

import africa.paylinks.payment.PaymentStatus;
import java.util.Locale;
import java.util.Optional;

/** Maps FLUID's debit statuses. Its two documents list different ones; all are accepted. */
final class FluidStatus {

    private static final String EVENT_PREFIX = "transaction.";

    private FluidStatus() {
    }

    /** Maps a status; empty if neither document lists it. */
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

    /** Maps an event such as {@code transaction.completed}; empty if it changes no payment. */
    static Optional<PaymentStatus> ofEvent(String event) {
        String name = event.trim().toLowerCase(Locale.ROOT);
        return name.startsWith(EVENT_PREFIX) ? named(name.substring(EVENT_PREFIX.length())) : Optional.empty();
    }
}
