package africa.paylinks.notification;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.BodyFields;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.QueryFields;
import africa.paylinks.merchant.EndpointSettings;
import africa.paylinks.merchant.EventTypes;
import africa.paylinks.merchant.MerchantProfile;
import africa.paylinks.merchant.MerchantStore;
import africa.paylinks.notification.EventLog.Position;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Answers the routes of {@code /events}: what a merchant was told, when, and how each endpoint responded. */
@Singleton
public final class EventApi {

    private static final Logger LOG = Logger.getLogger(EventApi.class);
    private static final String UNKNOWN_TYPE = "Use a type such as payment.completed, or payment.* for all of payments.";
    private static final int MAX_TYPES = 20;

    private final EventLog log;
    private final DeliveryLog deliveries;
    private final PaymentStore payments;
    private final MerchantStore merchants;
    private final MessageQueue queue;
    private final NotificationConfig config;
    private final PaymentIds ids;
    private final Clock clock;

    public EventApi(EventLog log, DeliveryLog deliveries, PaymentStore payments, MerchantStore merchants, MessageQueue queue,
            NotificationConfig config, PaymentIds ids, Clock clock) {
        this.log = log;
        this.deliveries = deliveries;
        this.payments = payments;
        this.merchants = merchants;
        this.queue = queue;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Answers {@code GET /events}, newest first.
     *
     * @throws ProblemException 400 that lists every invalid parameter
     */
    public ApiResponse search(ApiRequest request) {
        String merchant = request.merchant("read");
        QueryFields query = new QueryFields(request);
        Optional<Instant> from = query.time("from");
        Optional<Instant> to = query.time("to");
        EventTypes types = query.read("type", UNKNOWN_TYPE, text -> Optional.of(List.of(text.split(",")))
                .filter(names -> !names.isEmpty() && names.stream().allMatch(EventTypes::isName))).map(EventTypes::of).orElse(EventTypes.ALL);
        Optional<String> subject = query.read("paymentId", "Use the id of a payment, subscription or transfer.",
                text -> Optional.of(text).filter(PaymentIds::isPossible));
        int limit = query.limit();
        Optional<Position> after = query.cursor("events " + merchant, EventApi::position);
        query.requireValid();
        EventLog.Query events = new EventLog.Query(merchant, from.filter(oldest()::isBefore).orElse(oldest()),
                to.orElse(Instant.parse("9998-12-31T00:00:00Z")), types, EventLog.Order.NEWEST_FIRST, limit, after);
        EventLog.Page page = subject.map(id -> ofSubject(id, events)).orElseGet(() -> log.page(events));
        List<EndpointSettings> endpoints = endpoints(merchant);
        Map<String, Map<String, String>> states = new HashMap<>();
        JsonObject body = Json.object();
        JsonArray list = body.putArray("events");
        page.events().forEach(event -> list.add(json(event, endpoints, states)));
        return ApiResponse.json(200, body.put("nextCursor",
                page.next().map(position -> QueryFields.cursor("events " + merchant, text(position))).orElse(null)));
    }

    /** The events of one subject are few, and are all in its outbox. */
    private EventLog.Page ofSubject(String subjectId, EventLog.Query query) {
        List<LoggedEvent> all = deliveries.events(subjectId).stream()
                .flatMap(event -> PaymentEvent.of(event, payments::find).map(LoggedEvent::of).stream())
                .filter(event -> event.merchant().equals(query.merchant()) && query.types().include(event.type())
                        && !event.at().isBefore(query.from()) && event.at().isBefore(query.to()))
                .sorted(Comparator.comparing(LoggedEvent::at).thenComparing(LoggedEvent::id).reversed())
                .filter(event -> query.after().filter(position -> isNotAfter(position, event)).isEmpty()).toList();
        List<LoggedEvent> page = all.subList(0, Math.min(query.limit(), all.size()));
        return new EventLog.Page(page, page.size() == all.size() ? Optional.empty()
                : Optional.of(new Position(page.get(page.size() - 1).at(), page.get(page.size() - 1).id())));
    }

    private static boolean isNotAfter(Position position, LoggedEvent event) {
        int order = event.at().compareTo(position.at());
        return order > 0 || order == 0 && event.id().compareTo(position.id()) >= 0;
    }

    /**
     * Answers {@code GET /events/{id}}, with the content as it is sent.
     *
     * @throws ProblemException 404 when the merchant has no such event
     */
    public ApiResponse event(ApiRequest request) {
        LoggedEvent event = owned(request.merchant("read"), request);
        JsonObject body = json(event, endpoints(event.merchant()), new HashMap<>());
        deliveries.events(event.subjectId()).stream().filter(stored -> stored.eventId().equals(event.id())).findFirst()
                .flatMap(stored -> PaymentEvent.of(stored, payments::find))
                .ifPresent(content -> body.put("data", content.content()));
        JsonArray attempts = body.putArray("attempts");
        deliveries.attempts(event.subjectId()).stream().filter(attempt -> event.id().equals(attempt.detail().get("event")))
                .forEach(attempt -> attempts.add(attempt(attempt)));
        return ApiResponse.json(200, body);
    }

    /**
     * Answers {@code POST /events/{id}/resend}: queues the event for the endpoints that receive its type, or for one.
     *
     * @throws ProblemException 404 when the merchant has no such event, 400 when the body is invalid
     */
    public ApiResponse resend(ApiRequest request) {
        String merchant = request.merchant("write");
        LoggedEvent event = owned(merchant, request);
        Optional<String> endpoint = Optional.empty();
        if (request.body().length > 0) {
            BodyFields fields = BodyFields.read(request.body(), Set.of("endpointId"));
            endpoint = endpointId(fields, merchant);
            fields.requireValid();
        }
        return send(new ResendMessage(ids.randomText(), merchant, Optional.of(event.id()), event.at(), event.at(), EventTypes.ALL,
                endpoint, false, Optional.empty()));
    }

    /**
     * Answers {@code POST /events/resend}: queues the events of a range, each payment's in order.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    public ApiResponse resendRange(ApiRequest request) {
        String merchant = request.merchant("write");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BodyFields fields = BodyFields.read(request.body(), Set.of("from", "to", "types", "endpointId", "undelivered"));
        if (!fields.has("from")) {
            fields.error("/from", "Required: the time from which on events are resent.");
        }
        Optional<Instant> from = fields.time("from");
        Optional<Instant> to = fields.time("to");
        if (from.filter(start -> start.isBefore(now.minus(EventLog.RETENTION).minus(Duration.ofDays(1)))).isPresent()) {
            fields.error("/from", "Events are kept for " + EventLog.RETENTION.toDays() + " days.");
        }
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            fields.error("/to", "Must be later than 'from'.");
        }
        EventTypes types = fields.texts("types", MAX_TYPES, EventTypes::isName, UNKNOWN_TYPE).map(EventTypes::of).orElse(EventTypes.ALL);
        Optional<String> endpoint = endpointId(fields, merchant);
        boolean undelivered = fields.flag("undelivered").orElse(false);
        fields.requireValid();
        // Events from now on are sent anyway.
        return send(new ResendMessage(ids.randomText(), merchant, Optional.empty(), from.orElseThrow(),
                to.filter(now::isAfter).orElse(now), types, endpoint, undelivered, Optional.empty()));
    }

    private Optional<String> endpointId(BodyFields fields, String merchant) {
        Optional<String> id = fields.text("endpointId", 64);
        if (id.isPresent() && endpoints(merchant).stream().noneMatch(endpoint -> endpoint.id().equals(id.get()))) {
            fields.error("/endpointId", "There is no such endpoint; GET /webhook-endpoints lists them.");
        }
        return id;
    }

    private ApiResponse send(ResendMessage message) {
        try {
            queue.send(NotificationMessages.required(config.queueUrl(), "queue-url"), List.of(message.body()));
        } catch (QueueUnavailable unavailable) {
            LOG.error("resend-not-queued", unavailable);
            throw new ProblemException(Problem.of(ProblemCode.STORE_UNAVAILABLE,
                    "Nothing was sent; repeat the same request in a moment.").retryAfter(2));
        }
        return ApiResponse.json(202, Json.object().put("resendId", message.id()));
    }

    private LoggedEvent owned(String merchant, ApiRequest request) {
        return Optional.ofNullable(request.parameters().get("id")).flatMap(log::find).filter(event -> event.merchant().equals(merchant))
                .filter(event -> !event.at().isBefore(oldest())).orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no such event. Events are kept for " + EventLog.RETENTION.toDays() + " days.")));
    }

    /** The log may hold older events, but not their content. */
    private Instant oldest() {
        return clock.instant().minus(EventLog.RETENTION).truncatedTo(ChronoUnit.MILLIS);
    }

    private List<EndpointSettings> endpoints(String merchant) {
        return merchants.find(merchant).map(MerchantProfile::endpoints).orElse(List.of());
    }

    /** @param states the delivery states that were read, by what holds them */
    private JsonObject json(LoggedEvent event, List<EndpointSettings> endpoints, Map<String, Map<String, String>> states) {
        JsonObject json = Json.object().put("id", event.id()).put("type", event.type()).put("at", PaymentJson.instant(event.at()))
                .put(event.type().substring(0, event.type().indexOf('.')) + "Id", event.subjectId());
        JsonArray list = json.putArray("deliveries");
        endpoints.forEach(endpoint -> {
            Optional<DeliveryState> state = Optional.ofNullable(states.computeIfAbsent(
                    EventDelivery.subject(event.subjectId(), endpoint.id()), deliveries::states).get(event.id())).map(DeliveryState::read);
            if (state.isPresent() || endpoint.receives(event.type(), event.at())) {
                list.add(delivery(endpoint.id(), state.orElse(DeliveryState.NEW)));
            }
        });
        return json;
    }

    private static JsonObject delivery(String endpointId, DeliveryState state) {
        Optional<String> answer = state.last().map(DeliveryState.Attempt::answer);
        boolean isStatus = answer.filter(text -> text.matches("[1-9][0-9]{2}")).isPresent();
        JsonObject json = Json.object().put("endpointId", endpointId).put("status", switch (state.stage()) {
            case OPEN -> state.attempts() == 0 ? "pending" : "retrying";
            case DEAD -> "failed";
            case SKIPPED -> "skipped";
            case DELIVERED -> "delivered";
            case SUPERSEDED, EXCLUDED -> "superseded";
        }).put("failedAttempts", state.attempts()).put("lastAttemptAt", state.last().map(last -> PaymentJson.instant(last.at())).orElse(null));
        answer.filter(text -> isStatus).ifPresentOrElse(text -> json.put("httpStatus", Integer.parseInt(text)),
                () -> json.put("httpStatus", Json.nullValue()));
        return json.put("reason", answer.filter(text -> !isStatus).orElse(null))
                .put("nextAttemptAt", state.isOpen() && state.notBefore().isAfter(Instant.EPOCH)
                        ? PaymentJson.instant(state.notBefore()) : null);
    }

    private static JsonObject attempt(DeliveryAttempt attempt) {
        Map<String, String> detail = attempt.detail();
        JsonObject json = Json.object().put("at", PaymentJson.instant(attempt.at()))
                .put("endpointId", detail.getOrDefault("endpoint", EndpointSettings.DEFAULT_ID)).put("outcome", detail.get("outcome"));
        Optional.ofNullable(detail.get("httpStatus")).ifPresentOrElse(status -> json.put("httpStatus", Integer.parseInt(status)),
                () -> json.put("httpStatus", Json.nullValue()));
        return json.put("reason", detail.get("reason"));
    }

    private static String text(Position position) {
        return PaymentJson.instant(position.at()) + " " + position.id();
    }

    private static Optional<Position> position(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? Optional.empty() : Optional.of(new Position(Instant.parse(text.substring(0, space)), text.substring(space + 1)));
    }
}
