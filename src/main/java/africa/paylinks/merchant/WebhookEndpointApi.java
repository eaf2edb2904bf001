package africa.paylinks.merchant;

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
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Answers the routes of {@code /webhook-endpoints}, with which a merchant manages its own endpoints. */
@Singleton
public final class WebhookEndpointApi {

    private static final String SCOPE = "admin";
    private static final int MAX_URL_LENGTH = 2000;
    private static final int MAX_TYPES = 20;

    private final MerchantStore store;
    private final MerchantEndpoints endpoints;
    private final MerchantChanges changes;
    private final EndpointRules rules;
    private final EndpointPing ping;

    public WebhookEndpointApi(MerchantStore store, MerchantEndpoints endpoints, MerchantChanges changes, EndpointRules rules, EndpointPing ping) {
        this.store = store;
        this.endpoints = endpoints;
        this.changes = changes;
        this.rules = rules;
        this.ping = ping;
    }

    /** Answers {@code GET /webhook-endpoints}, oldest first. */
    public ApiResponse list(ApiRequest request) {
        String merchant = request.merchant(SCOPE);
        JsonObject body = Json.object();
        JsonArray list = body.putArray("endpoints");
        store.find(merchant).ifPresent(profile -> endpoints.of(profile).forEach(endpoint -> list.add(json(profile, endpoint))));
        return ApiResponse.json(200, body);
    }

    /**
     * Answers {@code GET /webhook-endpoints/{id}}.
     *
     * @throws ProblemException 404 when the merchant has no such endpoint
     */
    public ApiResponse find(ApiRequest request) {
        String merchant = request.merchant(SCOPE);
        return ApiResponse.json(200, shown(merchant, id(request)));
    }

    /**
     * Answers {@code POST /webhook-endpoints}; the response has the secret, which is shown only once.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    public ApiResponse create(ApiRequest request) {
        String merchant = request.merchant(SCOPE);
        BodyFields fields = BodyFields.read(request.body(), Set.of("url", "types"));
        if (!fields.has("url")) {
            fields.error("/url", "Required: the https URL that receives webhooks.");
        }
        Optional<String> url = url(fields);
        EventTypes types = types(fields).orElse(EventTypes.ALL);
        fields.requireValid();
        Created created = changed(() -> changes.apply(merchant, EndpointSettings.DEFAULT_ID, change -> {
            ManagementAnswer answer = change.addEndpoint(url.orElseThrow(), types);
            return new Created(change.endpointId(), answer.secret());
        }));
        return ApiResponse.json(201, shown(merchant, created.id()).put("secret", created.secret()))
                .with("location", "/webhook-endpoints/" + created.id());
    }

    private record Created(String id, String secret) {

        /** Without the secret. */
        @Override
        public String toString() {
            return id;
        }
    }

    /**
     * Answers {@code PATCH /webhook-endpoints/{id}}: changes what the body names.
     *
     * @throws ProblemException 404 when the merchant has no such endpoint, 400 that lists every invalid field
     */
    public ApiResponse change(ApiRequest request) {
        String merchant = request.merchant(SCOPE);
        String id = id(request);
        found(merchant, id);
        BodyFields fields = BodyFields.read(request.body(), Set.of("url", "types", "active"));
        Optional<String> url = url(fields);
        Optional<EventTypes> types = types(fields);
        Optional<Boolean> active = fields.flag("active");
        fields.requireValid();
        changed(() -> changes.apply(merchant, id, change -> {
            url.ifPresent(change::setEndpoint);
            types.ifPresent(change::setTypes);
            active.ifPresent(change::switchEndpoint);
            return ManagementAnswer.done();
        }));
        return ApiResponse.json(200, shown(merchant, id));
    }

    /**
     * Answers {@code DELETE /webhook-endpoints/{id}}.
     *
     * @throws ProblemException 404 when the merchant has no such endpoint
     */
    public ApiResponse remove(ApiRequest request) {
        String merchant = request.merchant(SCOPE);
        String id = id(request);
        found(merchant, id);
        changed(() -> changes.apply(merchant, id, MerchantChange::removeEndpoint));
        return new ApiResponse(204, Map.of(), "");
    }

    /**
     * Answers {@code POST /webhook-endpoints/{id}/secrets}: a new secret; webhooks are signed with it and with the one before.
     *
     * @throws ProblemException 404 when the merchant has no such endpoint
     */
    public ApiResponse rotate(ApiRequest request) {
        String merchant = request.merchant(SCOPE);
        String id = id(request);
        found(merchant, id);
        String secret = changed(() -> changes.apply(merchant, id, change -> change.newSecret(1))).secret();
        return ApiResponse.json(201, shown(merchant, id).put("secret", secret));
    }

    /**
     * Answers {@code POST /webhook-endpoints/{id}/ping}: sends one event, and returns how the endpoint responded.
     *
     * @throws ProblemException 404 when the merchant has no such endpoint
     */
    public ApiResponse ping(ApiRequest request) {
        EndpointPing.Result result = ping.ping(found(request.merchant(SCOPE), id(request)));
        JsonObject body = Json.object().put("eventId", result.eventId()).put("delivered", result.delivered());
        result.httpStatus().ifPresentOrElse(status -> body.put("httpStatus", status), () -> body.put("httpStatus", Json.nullValue()));
        return ApiResponse.json(200, body.put("reason", result.reason().isEmpty() ? null : result.reason()));
    }

    private Optional<String> url(BodyFields fields) {
        Optional<String> url = fields.text("url", MAX_URL_LENGTH, String::strip);
        url.flatMap(text -> text.contains("#") ? Optional.of("url-with-fragment") : rules.refusal(text)).ifPresent(why -> fields.error("/url",
                "Use an https URL on a public host name, without user and fragment: " + why + "."));
        return url;
    }

    private static Optional<EventTypes> types(BodyFields fields) {
        return fields.texts("types", MAX_TYPES, EventTypes::isName,
                "Use a type such as payment.completed, or payment.* for all of payments.").map(EventTypes::of);
    }

    /** A command that the merchant's own state refuses is an error of the request. */
    private static <T> T changed(Supplier<T> command) {
        try {
            return command.get();
        } catch (CommandRefused refused) {
            throw new ProblemException(Problem.of(ProblemCode.VALIDATION_FAILED, refused.getMessage()));
        }
    }

    private MerchantEndpoint found(String merchant, String id) {
        return found(store.find(merchant).orElseThrow(WebhookEndpointApi::missing), id);
    }

    private MerchantEndpoint found(MerchantProfile profile, String id) {
        return endpoints.of(profile).stream().filter(endpoint -> endpoint.id().equals(id)).findFirst()
                .orElseThrow(WebhookEndpointApi::missing);
    }

    private static ProblemException missing() {
        return new ProblemException(Problem.of(ProblemCode.NOT_FOUND, "There is no such endpoint; GET /webhook-endpoints lists them."));
    }

    private static String id(ApiRequest request) {
        return Optional.ofNullable(request.parameters().get("id")).orElse("");
    }

    private JsonObject shown(String merchant, String id) {
        MerchantProfile profile = store.find(merchant).orElseThrow(WebhookEndpointApi::missing);
        return json(profile, found(profile, id));
    }

    private static JsonObject json(MerchantProfile profile, MerchantEndpoint endpoint) {
        Optional<EndpointSettings> settings = profile.endpoint(endpoint.id());
        JsonObject json = Json.object().put("id", endpoint.id()).put("url", endpoint.url()).put("active", !endpoint.off());
        JsonArray types = json.putArray("types");
        (endpoint.types().names().isEmpty() ? List.of("*") : endpoint.types().names()).forEach(types::add);
        json.put("offSince", settings.flatMap(EndpointSettings::offSince).map(PaymentJson::instant).orElse(null));
        JsonArray secrets = json.putArray("secrets");
        settings.ifPresent(stored -> stored.secrets().forEach(secret -> secrets.addObject().put("id", secret.id())
                .put("createdAt", PaymentJson.instant(secret.createdAt()))));
        return json;
    }
}
