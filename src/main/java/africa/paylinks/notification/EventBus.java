package africa.paylinks.notification;

import java.util.List;
import java.util.Set;

/** The event bus. */
public interface EventBus {

    /** Maximum number of events per call. */
    int MAX_BATCH_SIZE = 10;

    /**
     * Publishes events.
     *
     * @param events at most {@link #MAX_BATCH_SIZE}
     * @return the list indexes of the events that the bus did not accept; all of them when it does not answer
     */
    Set<Integer> publish(List<PaymentEvent> events);
}
