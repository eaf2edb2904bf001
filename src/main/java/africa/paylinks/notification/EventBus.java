package africa.paylinks.notification;

import java.util.List;
import java.util.Set;

/** The bus on which news of payments leaves Paylinks. */
public interface EventBus {

    /** The most events that it takes at once. */
    int MOST_AT_ONCE = 10;

    /**
     * Hands events over.
     *
     * @param events at most {@link #MOST_AT_ONCE}
     * @return the places in the list of those that it did not take; all of them when it could not be reached
     */
    Set<Integer> publish(List<PaymentEvent> events);
}
