package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.sandbox.Background;
import africa.paylinks.local.sandbox.Webhooks;
import africa.paylinks.local.sandbox.kommo.KommoLeads.Change;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Sends a webhook for each new deal and each stage change: form-encoded, unsigned, with two seconds to answer, repeated when the answer is no success. */
public final class KommoWebhooks {

    private static final String FORGED_TOKEN = "not-the-token";
    private static final long FOREIGN_ACCOUNT = 31000001;

    private final Map<String, Object> state;
    private final Supplier<URI> target;
    private final KommoTiming timing;
    private final Clock clock;

    /**
     * Sends the webhooks of the simulated Kommo.
     *
     * @param state objects that outlive a reload
     * @param target URL that the merchant has registered, with its secret as the last segment
     */
    public KommoWebhooks(Map<String, Object> state, Supplier<URI> target, KommoTiming timing, Clock clock) {
        this.state = state;
        this.target = target;
        this.timing = timing;
        this.clock = clock;
    }

    /** Sends without waiting for the answer. */
    void sendSoon(KommoLeads leads, Change change) {
        Background.start(clock, () -> send(leads, change, KommoDelivery.NORMAL, 1));
    }

    /**
     * Sends, and returns when each first attempt is answered or timed out; repetitions follow in the background.
     *
     * @param times how many copies to send at the same time
     * @throws InterruptedException when the sandbox is being stopped
     */
    void send(KommoLeads leads, Change change, KommoDelivery delivery, int times) throws InterruptedException {
        if (delivery == KommoDelivery.NONE) {
            return;
        }
        URI to = delivery == KommoDelivery.FORGED ? target.get().resolve(FORGED_TOKEN) : target.get();
        String body = form(fields(change, delivery == KommoDelivery.FOREIGN));
        String lead = change.after().path("id").asText();
        List<CompletableFuture<Void>> more = new ArrayList<>();
        for (int i = 1; i < times; i++) {
            more.add(Background.start(clock, () -> attempt(leads, lead, to, body, delivery, 1)));
        }
        attempt(leads, lead, to, body, delivery, 1);
        more.forEach(CompletableFuture::join);
    }

    private HttpClient client() {
        return (HttpClient) state.computeIfAbsent("kommo-webhook-client", key -> HttpClient.newBuilder().connectTimeout(timing.answerWithin()).build());
    }

    private void attempt(KommoLeads leads, String lead, URI to, String body, KommoDelivery delivery, int number) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(to).timeout(timing.answerWithin()).header("Content-Type", "application/x-www-form-urlencoded")
                .header("User-Agent", "amoCRM-Webhooks/3.0").POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.US_ASCII)).build();
        String at = clock.instant().toString();
        long before = System.nanoTime();
        int status = 0;
        String answer;
        try {
            HttpResponse<String> response = client().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            status = response.statusCode();
            answer = response.body();
        } catch (HttpTimeoutException e) {
            answer = "not answered within " + timing.answerWithin().toMillis() + " ms";
        } catch (IOException e) {
            answer = String.valueOf(e);
        }
        long millis = Duration.ofNanos(System.nanoTime() - before).toMillis();
        int answeredWith = status;
        String answered = answer;
        leads.note(lead, known -> known.withArray("/webhooks").addObject().put("at", at).put("attempt", number).put("webhook", delivery.wireName())
                .put("body", body).put("status", answeredWith).put("answer", answered).put("millis", millis));
        if (status / 100 != 2 && delivery.isKommos() && number <= timing.retries().size()) {
            Background.after(clock, timing.retries().get(number - 1), () -> attempt(leads, lead, to, body, delivery, number + 1));
        }
    }

    private static Map<String, String> fields(Change change, boolean foreign) {
        JsonNode lead = change.after();
        String changed = lead.path("updated_at").asText();
        String account = String.valueOf(foreign ? FOREIGN_ACCOUNT : KommoAccount.ID);
        String subdomain = foreign ? "foreign" : KommoAccount.SUBDOMAIN;
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, String> event = new LinkedHashMap<>();
        event.put("id", lead.path("id").asText());
        event.put("name", lead.path("name").asText());
        event.put("status_id", lead.path("status_id").asText());
        event.put("price", lead.path("price").asText());
        event.put("responsible_user_id", String.valueOf(KommoAccount.SELLER));
        event.put("last_modified", changed);
        event.put("modified_user_id", lead.path("updated_by").asText());
        event.put("created_user_id", String.valueOf(KommoAccount.SELLER));
        event.put("date_create", lead.path("created_at").asText());
        event.put("pipeline_id", String.valueOf(KommoAccount.PIPELINE));
        event.put("account_id", account);
        event.put("created_at", lead.path("created_at").asText());
        event.put("updated_at", changed);
        if (!change.creates()) {
            event.put("old_status_id", change.before().path("status_id").asText());
            event.put("old_pipeline_id", String.valueOf(KommoAccount.PIPELINE));
        }
        String action = change.creates() ? "add" : "status";
        event.forEach((name, value) -> fields.put("leads[" + action + "][0][" + name + "]", value));
        fields.put("account[subdomain]", subdomain);
        fields.put("account[id]", account);
        fields.put("account[_links][self]", "https://" + subdomain + ".kommo.com");
        return fields;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream().map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue())).collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
