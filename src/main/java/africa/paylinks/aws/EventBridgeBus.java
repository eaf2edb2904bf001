package africa.paylinks.aws;

import africa.paylinks.http.Json;
import africa.paylinks.notification.EventBus;
import africa.paylinks.notification.PaymentEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

/** Publishes payment events to an EventBridge bus, with source {@code paylinks} and the event type as detail type. */
public final class EventBridgeBus implements EventBus {

    private static final Logger LOG = Logger.getLogger(EventBridgeBus.class);
    private static final String SOURCE = "paylinks";

    private final EventBridgeClient client;
    private final String bus;

    public EventBridgeBus(EventBridgeClient client, String bus) {
        this.client = client;
        this.bus = bus;
    }

    @Override
    public Set<Integer> publish(List<PaymentEvent> events) {
        try {
            PutEventsResponse response = client.putEvents(request -> request.entries(
                    events.stream().map(this::entry).toList()));
            return indexes(events).filter(index -> response.entries().get(index).errorCode() != null).boxed()
                    .collect(Collectors.toSet());
        } catch (SdkException failed) {
            LOG.error("event-bus-unreachable", failed);
            return indexes(events).boxed().collect(Collectors.toSet());
        }
    }

    private static IntStream indexes(List<PaymentEvent> events) {
        return IntStream.range(0, events.size());
    }

    private PutEventsRequestEntry entry(PaymentEvent event) {
        return PutEventsRequestEntry.builder().eventBusName(bus).source(SOURCE).detailType(event.type()).time(event.at())
                .detail(Json.write(event.detail())).build();
    }
}
