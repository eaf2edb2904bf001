package africa.paylinks.kommo;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.kommo.KommoFailure.Kind;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Customer;
import africa.paylinks.provider.AnswerStatus;
import africa.paylinks.provider.HeaderValue;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls Kommo's API v4, within Kommo's rate limit. Each call throws {@link KommoFailure}, and
 * {@link ProviderNotConfigured} if settings are missing.
 */
@Singleton
public final class KommoClient {

    private static final int NOTES_PER_PAGE = 250;
    private static final int MAX_PAGES = 20;

    private final KommoAccount account;
    private final KommoConfig config;
    private final Secrets secrets;
    private final Sending sending;
    private final RateLimiter rateLimiter;

    @Inject
    public KommoClient(KommoAccount account, KommoConfig config, Secrets secrets, ProviderHttp http) {
        this(account, config, secrets, http::send);
    }

    KommoClient(KommoAccount account, KommoConfig config, Secrets secrets, Sending sending) {
        this.account = account;
        this.config = config;
        this.secrets = secrets;
        this.sending = sending;
        this.rateLimiter = new RateLimiter(config.requestInterval(), System::nanoTime, RateLimiter.Wait.SLEEP);
    }

    /** Gets a deal with the ids of its contacts; empty if it does not exist or is deleted. */
    Optional<KommoLead> lead(long id) {
        return get("/leads/" + id + "?with=contacts").flatMap(KommoLead::read);
    }

    /** Gets a contact as a customer; {@code UNKNOWN} if it does not exist. */
    Customer contact(long id) {
        return get("/contacts/" + id).map(KommoContact::customer).orElse(Customer.UNKNOWN);
    }

    /** Moves a deal to a stage. */
    void move(long lead, long status) {
        send("PATCH", "/leads/" + lead, Optional.of(Json.bytes(Json.object().put("status_id", status))));
    }

    /** Adds a note to a deal. Kommo does not deduplicate: every call adds one. */
    void addNote(long lead, String text) {
        JsonObject note = Json.object().put("entity_id", lead).put("note_type", "common");
        note.putObject("params").put("text", text);
        send("POST", config.notesPath(), Optional.of(Json.bytes(Json.array().add(note))));
    }

    /** Whether a deal has a note that contains the text. */
    boolean hasNote(long lead, String text) {
        for (int page = 1; page <= MAX_PAGES; page++) {
            Optional<JsonValue> answer = get("/leads/" + lead + "/notes?limit=" + NOTES_PER_PAGE + "&page=" + page);
            for (JsonValue note : answer.map(notes -> notes.path("_embedded").path("notes")).orElse(Json.object())) {
                if (note.path("params").path("text").asText().contains(text)) {
                    return true;
                }
            }
            if (answer.isEmpty() || answer.get().path("_links").path("next").isMissing()) {
                return false;
            }
        }
        return false;
    }

    private Optional<JsonValue> get(String path) {
        Answer answer = send("GET", path, Optional.empty());
        if (answer.status() == 404 || answer.body().length == 0) {
            return Optional.empty();
        }
        return Optional.of(Json.readObject(answer.body()).orElseThrow(() ->
                new KommoFailure(Kind.UNKNOWN, "Kommo's answer is not a JSON object", Optional.empty())));
    }

    private Answer send(String method, String path, Optional<byte[]> body) {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json",
                "Authorization", "Bearer " + accessToken(), "User-Agent", "Paylinks"));
        if (body.isPresent()) {
            headers.put("Content-Type", "application/json");
        }
        URI uri = account.call(path);
        rateLimiter.acquire();
        Answer answer;
        try {
            answer = sending.send(method, uri, headers, body, config.timeout());
        } catch (ProviderUnreachable unreachable) {
            throw new KommoFailure(Kind.UNKNOWN, "Kommo " + unreachable.getMessage(), Optional.empty());
        }
        if (answer.isSuccess() || answer.status() == 404 && method.equals("GET")) {
            return answer;
        }
        throw new KommoFailure(kind(answer.status()), "Kommo answered " + method + " " + path + " with HTTP status "
                + answer.status() + title(answer), retryAfter(answer));
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 429 -> Kind.BUSY;
            case 403 -> Kind.BLOCKED;
            case 401, 402 -> Kind.UNAUTHORIZED;
            default -> AnswerStatus.refusesRequest(status) ? Kind.REFUSED : Kind.UNKNOWN;
        };
    }

    private static String title(Answer answer) {
        return Json.readObject(answer.body()).flatMap(problem -> Json.text(problem, "title"))
                .map(title -> " (" + CodePoints.cut(title, 80) + ")").orElse("");
    }

    private static Optional<Duration> retryAfter(Answer answer) {
        return answer.retryAfter().filter(seconds -> seconds.matches("[0-9]{1,5}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private String accessToken() {
        return HeaderValue.ofSecret("Kommo", secrets.current(KommoAccount.NAME), "accessToken");
    }

    /** One HTTP exchange, by {@link ProviderHttp}. */
    @FunctionalInterface
    interface Sending {

        Answer send(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, Duration timeout);
    }
}
