package africa.paylinks.local.operations;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.LocalMetrics;
import africa.paylinks.local.LocalPorts;
import africa.paylinks.local.LocalStack;
import africa.paylinks.local.secrets.FixedSecrets;
import africa.paylinks.local.time.LocalClock;
import africa.paylinks.metrics.EmfSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What operators see of a bad hour, counted again from what merchants, providers and the shop see of it. */
@QuarkusTest
@QuarkusTestResource(LocalPorts.class)
@TestProfile(OperationsPageTest.OfTwoHours.class)
@Tag("slow")
class OperationsPageTest {

    /** Two hours that take a minute; Flot can be asked in this dialect only. */
    public static final class OfTwoHours implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("paylinks.flot.dialect", "merchant-guide", "paylinks.webhook.confirmation-time", "10s");
        }
    }

    private static final Map<String, String> REQUESTS = Map.of(
            "flot", "\"amount\":\"50.00\",\"currency\":\"SLE\",\"method\":\"momo\"",
            "flutterwave", "\"amount\":\"150.00\",\"currency\":\"USD\",\"method\":\"card\",\"customer\":{\"email\":\"ada@example.com\"}",
            "flashpay", "\"amount\":\"150.00\",\"currency\":\"NGN\",\"method\":\"bank-transfer\"");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OUTCOMES = Set.of("COMPLETED", "FAILED");
    private static final List<String> PROVIDERS = List.of("flot", "flutterwave", "flashpay");
    private static final String DOWN = "flutterwave";
    private static final List<String> RATES = List.of("SuccessRateAlarm", "PaymentTimeAlarm", "WebhookDeliveryAlarm", "ProviderErrorRateAlarm", "RetryRateAlarm",
            "SettledObjectiveFastAlarm", "SettledObjectiveSlowAlarm", "AcceptedObjectiveFastAlarm", "AcceptedObjectiveSlowAlarm");
    private static final int PAYMENTS = 200;
    private static final int MOST_MINUTES = 24 * 60;

    @Inject
    LocalStack local;

    @Inject
    LocalClock clock;

    @Inject
    LocalMetrics metrics;

    private final Map<String, String> providerOf = new TreeMap<>();
    private int made;

    @Test
    void showsABadHourToTheUnitAndRaisesTheTemplatesAlarms() {
        belowTheMinimumVolumeNoRateRaisesAnAlarm();
        advance(Duration.ofHours(2));
        Instant begin = clock.instant();
        providerOf.clear();
        long callsBefore = PROVIDERS.stream().mapToLong(this::calls).sum();

        // The first 130: 30 fail, 6 are paid without a webhook, and 8 of the provider's that goes down are not paid yet.
        List<String> duringOutage = new ArrayList<>();
        int silent = 0;
        for (int number = 0; number < 130; number++) {
            String provider = PROVIDERS.get(number % 3);
            String id = create(provider, UUID.randomUUID().toString());
            if (number < 30) {
                outcome(id, "failed", "normal");
            } else if (provider.equals(DOWN) && number >= 100 && duringOutage.size() < 8) {
                duringOutage.add(id);
            } else {
                boolean isSilent = number % 10 == 5 && silent < 6;
                silent += isSilent ? 1 : 0;
                outcome(id, "paid", isSilent ? "none" : "normal");
            }
        }
        int settled = 130 - 8 - 6;
        settled(settled);
        // The next 10 are slow: pairs are paid in the middle of each of the buckets, and the last one after all of them.
        List<String> slow = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            slow.add(create(PROVIDERS.get(number % 3), UUID.randomUUID().toString()));
        }
        int pair = 0;
        for (int seconds : List.of(7, 13, 25, 45, 40)) {
            advance(Duration.ofSeconds(seconds));
            slow.subList(pair, pair + 2).forEach(id -> outcome(id, "paid", "normal"));
            pair += 2;
            settled(settled + pair);
        }
        advance(Duration.ofMinutes(1));
        assertEquals("ALARM", state("SuccessRateAlarm"), "30 of 126");
        assertEquals("OK", state("WebhookDeliveryAlarm"));
        assertEquals("OK", state("ProviderErrorRateAlarm"));

        // One provider is down for ten minutes: its customers pay, nobody tells us, and its links cannot be made.
        advance(Duration.ofMinutes(8));
        outage(true);
        duringOutage.forEach(id -> control("/_control/" + DOWN + "/" + id, "{\"outcome\":\"paid\",\"webhook\":\"none\"}"));
        List<String> keys = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            keys.add(UUID.randomUUID().toString());
            assertTrue(request(DOWN, keys.get(number)) >= 500);
        }
        pay("flot", 15);
        settled(126 + 15);
        advance(Duration.ofMinutes(5));
        keys.forEach(key -> assertTrue(request(DOWN, key) >= 500));
        pay("flashpay", 15);
        settled(126 + 30);
        advance(Duration.ofMinutes(1));
        assertEquals("ALARM", state("ProviderErrorRateAlarm"));
        long refused = outage(false);
        assertTrue(refused >= 20, refused + " calls refused");

        // The provider is back: what it did not tell is found, and what it refused is made.
        reconcile();
        settled(126 + 30 + 14);
        advance(Duration.ofMinutes(1));
        assertEquals("ALARM", state("WebhookDeliveryAlarm"));
        assertEquals(200, given().baseUri(local.api().toString()).get("/_operations").statusCode());
        advance(Duration.ofMinutes(5));
        keys.forEach(key -> outcome(create(DOWN, key), "paid", "normal"));
        pay("flutterwave", 20);
        settled(PAYMENTS);

        int minutes = (int) Duration.between(begin, clock.instant()).toMinutes() + 2;
        everyNumberEqualsACount(view(minutes), begin, refused, callsBefore);

        advance(Duration.ofMinutes(30));
        reconcile();
        pay("flot", 25);
        settled(PAYMENTS + 25);
        advance(Duration.ofMinutes(1));
        RATES.stream().filter(name -> !name.contains("Objective")).forEach(name -> assertEquals("OK", state(name), name));
        List<String> changes = view(MOST_MINUTES).required("changes").valueStream()
                .map(change -> change.required("alarm").asText() + " " + change.required("to").asText()).toList();
        for (String alarm : List.of("SuccessRateAlarm", "ProviderErrorRateAlarm", "WebhookDeliveryAlarm")) {
            assertEquals(List.of(alarm + " OK", alarm + " ALARM"), changes.stream().filter(change -> change.startsWith(alarm)).toList());
        }
    }

    @AfterEach
    void everyLineOfMetricsIsValidAndHoldsNoPersonalData() {
        List<String> lines = metrics.lines();
        assertEquals(List.of(), lines.stream().flatMap(line -> EmfSchema.errors(line).stream()).toList());
        assertEquals(List.of(), lines.stream().filter(line -> line.contains("@") || line.contains(FixedSecrets.SHOP_KEY) || line.contains("ord-1")).toList());
    }

    @Test
    void replaysDeadLetters() {
        RequestSpecification api = given().baseUri(local.api().toString()).contentType(ContentType.JSON);
        send("DealsDeadLetterQueue", "{\"nobody\":\"knows\"}");
        assertEquals(1, queue(view(60), "DealsDeadLetterQueue").required("visible").intValue());
        api.body("{\"queue\":\"DealsDeadLetterQueue\"}").post("/_operations/replay").then().statusCode(200).body("moveTask", containsString("-"));
        await().atMost(30, TimeUnit.SECONDS).until(() -> queue(view(60), "DealsDeadLetterQueue").required("visible").intValue() == 0);
        List<String> replayed = view(60).required("queues").valueStream().filter(queue -> queue.hasNonNull("replay"))
                .map(queue -> queue.required("name").asText()).toList();
        assertTrue(replayed.size() >= 3, replayed.toString());
        for (String queue : replayed) {
            given().baseUri(local.api().toString()).contentType(ContentType.JSON).body("{\"queue\":\"" + queue + "\"}").post("/_operations/replay").then()
                    .statusCode(200).body("moveTask", containsString("-"));
        }
        given().baseUri(local.api().toString()).contentType(ContentType.JSON).body("{\"queue\":\"DeadLetterQueue\"}").post("/_operations/replay").then()
                .statusCode(400).body("detail", containsString("DeadLetterQueue"));
        given().baseUri(local.api().toString()).body("nothing").post("/_operations/replay").then().statusCode(400);
        given().baseUri(local.api().toString()).get("/_operations?minutes=0").then().statusCode(400);
    }

    @Test
    void servesThePageBesideTheConsole() {
        given().baseUri(local.api().toString()).get("/operations").then().statusCode(200).contentType(ContentType.HTML)
                .body(containsString("/console/operations.js"));
        JsonNode view = view(60);
        assertEquals(Set.of(), alarms(view, alarm -> !alarm.hasNonNull("section") || !alarm.hasNonNull("help")), "each alarm has its section");
        assertEquals(Set.of("ApiThrottlesAlarm", "MerchantApiThrottlesAlarm", "WebhookThrottlesAlarm", "BackgroundThrottlesAlarm"),
                alarms(view, alarm -> !alarm.required("measured").booleanValue()));
        assertTrue(view.required("queues").size() >= 7);
    }

    /** Lets time pass for product and local stack; nothing that is due in between is called. */
    private void advance(Duration by) {
        clock.moveTo(clock.instant().plus(by));
    }

    private void belowTheMinimumVolumeNoRateRaisesAnAlarm() {
        for (int number = 0; number < 19; number++) {
            outcome(create("flashpay", UUID.randomUUID().toString()), "failed", "normal");
        }
        settled(19);
        advance(Duration.ofMinutes(1));
        RATES.forEach(name -> assertNotEquals("ALARM", state(name), name));
        made = 0;
        advance(Duration.ofMinutes(1));
    }

    private void everyNumberEqualsACount(JsonNode view, Instant begin, long refused, long callsBefore) {
        List<JsonNode> payments = payments(begin);
        assertEquals(PAYMENTS, payments.size());
        Map<String, Integer> byStatus = new TreeMap<>();
        Map<String, Integer> byCause = new TreeMap<>();
        int[] buckets = new int[6];
        int delivered = 0;
        for (JsonNode payment : payments) {
            byStatus.merge(payment.path("status").asText(), 1, Integer::sum);
            JsonNode events = json(shop().get("/payments/" + payment.path("id").asText() + "/events?limit=100")).required("events");
            delivered += (int) events.valueStream().filter(event -> event.path("cause").asText().equals("notification")
                    && event.at("/detail/outcome").asText().equals("delivered")).count();
            byCause.merge(first(events, event -> OUTCOMES.contains(event.path("to").asText())).required("cause").asText(), 1, Integer::sum);
            if (payment.path("status").asText().equals("COMPLETED")) {
                Instant completed = Instant.parse(first(events, event -> event.path("to").asText().equals("COMPLETED")).required("at").asText());
                long millis = Duration.between(Instant.parse(payment.path("createdAt").asText()), completed).toMillis();
                buckets[millis <= 5_000 ? 0 : millis <= 10_000 ? 1 : millis <= 30_000 ? 2 : millis <= 60_000 ? 3 : millis <= 120_000 ? 4 : 5]++;
            }
        }
        assertEquals(Map.of("COMPLETED", 170, "FAILED", 30), byStatus);
        assertEquals(PAYMENTS, number(view, "Payments by outcome", "created"));
        assertEquals(170, number(view, "Payments by outcome", "completed"));
        assertEquals(30, number(view, "Payments by outcome", "failed"));
        assertEquals(0, number(view, "Payments by outcome", "expired"));
        assertEquals(0, number(view, "Payments by outcome", "cancelled"));
        assertEquals(85, number(view, "Payments by outcome", "success rate, %"));
        List<String> labels = List.of("up to 5", "5 to 10", "10 to 30", "30 to 60", "60 to 120", "over 120");
        for (int i = 0; i < buckets.length; i++) {
            assertEquals(buckets[i], number(view, "Time from creation to completion, seconds", labels.get(i)), labels.get(i));
        }
        assertTrue(buckets[0] > 0 && buckets[5] >= 2 && buckets[2] + buckets[3] + buckets[4] + buckets[5] >= 8, "eight are paid after 20 seconds or more");
        assertEquals(byCause.getOrDefault("webhook", 0).longValue(), number(view, "How outcomes were learned, and the reconciler", "by webhook"));
        assertEquals(byCause.getOrDefault("status-check", 0).longValue(), number(view, "How outcomes were learned, and the reconciler", "by reconciliation"));

        long calls = refused - callsBefore;
        for (String provider : PROVIDERS) {
            long received = 0;
            for (String id : providerOf.keySet()) {
                if (providerOf.get(id).equals(provider)) {
                    JsonNode order = json(given().baseUri(local.sandbox().toString()).get("/_control/" + provider + "/" + id));
                    received += order.required("webhooks").valueStream().filter(webhook -> webhook.path("status").intValue() == 200).count();
                }
            }
            assertEquals(received, number(view, "Webhooks received by provider", provider), provider);
            calls += calls(provider);
        }
        assertEquals(calls, number(view, "Provider calls and errors", "calls"));
        assertEquals(refused, number(view, "Provider calls and errors", "errors"));
        assertEquals(delivered, number(view, "Events to merchants", "accepted"));
        assertEquals(0, number(view, "Events to merchants", "given up"));
        assertEquals(0, number(view, "Dead letters", "events"));
    }

    /** How many calls a provider has answered, by its own count; those of an outage never reach it. */
    private long calls(String provider) {
        return json(given().baseUri(local.sandbox().toString()).get("/_control/" + provider)).required("calls").valueStream()
                .mapToInt(JsonNode::intValue).sum();
    }

    private List<JsonNode> payments(Instant from) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            RequestSpecification page = shop().queryParam("limit", 100).queryParam("from", from.toString());
            JsonNode found = json((cursor.isEmpty() ? page : page.queryParam("cursor", cursor)).get("/payments"));
            found.required("payments").forEach(all::add);
            cursor = found.path("nextCursor").asText("");
        } while (!cursor.isEmpty());
        return all;
    }

    /**
     * Waits until as many payments have an outcome, every event of theirs has reached the shop, and no delivery is in progress:
     * time that moves during one ends its lease, so that the event is delivered again.
     */
    private void settled(int payments) {
        int events = payments + made;
        await().atMost(120, TimeUnit.SECONDS).pollInterval(200, TimeUnit.MILLISECONDS).untilAsserted(() -> {
            JsonNode view = view(110);
            assertEquals(payments, number(view, "Payments by outcome", "completed") + number(view, "Payments by outcome", "failed"));
            assertEquals(events, number(view, "Events to merchants", "accepted"));
            JsonNode queue = queue(view, "NotificationsQueue");
            assertEquals(0, queue.required("visible").intValue() + queue.required("hidden").intValue());
        });
    }

    private void pay(String provider, int times) {
        for (int i = 0; i < times; i++) {
            outcome(create(provider, UUID.randomUUID().toString()), "paid", "normal");
        }
    }

    private String create(String provider, String key) {
        Response created = creation(provider, key);
        assertEquals(201, created.statusCode());
        String id = parsed(created).required("id").asText();
        providerOf.put(id, provider);
        made++;
        return id;
    }

    private int request(String provider, String key) {
        return creation(provider, key).statusCode();
    }

    private Response creation(String provider, String key) {
        return shop().header("Idempotency-Key", key).contentType(ContentType.JSON)
                .body("{\"provider\":\"" + provider + "\",\"orderId\":\"ord-1\"," + REQUESTS.get(provider) + "}").post("/payment-links");
    }

    private void outcome(String id, String outcome, String webhook) {
        control("/_control/" + providerOf.get(id) + "/" + id, "{\"outcome\":\"" + outcome + "\",\"webhook\":\"" + webhook + "\"}");
    }

    private long outage(boolean on) {
        return control("/_control/" + DOWN, "{\"outage\":" + on + "}").required("refused").longValue();
    }

    private JsonNode control(String path, String body) {
        return json(given().baseUri(local.sandbox().toString()).contentType(ContentType.JSON).body(body).post(path));
    }

    private void reconcile() {
        given().baseUri(local.api().toString()).contentType(ContentType.JSON).body("{}").post("/2015-03-31/functions/reconcile-payments/invocations").then()
                .statusCode(200);
    }

    private void send(String queue, String body) {
        given().baseUri(local.secretsEndpoint().toString()).header("X-Amz-Target", "AmazonSQS.SendMessage").contentType(ContentType.TEXT)
                .body("{\"QueueUrl\":\"" + queue + "\",\"MessageBody\":\"" + body.replace("\"", "\\\"") + "\"}").post("/").then().statusCode(200);
    }

    private JsonNode view(int minutes) {
        return json(given().baseUri(local.api().toString()).get("/_operations?minutes=" + minutes));
    }

    private String state(String alarm) {
        return named(view(60).required("alarms"), "name", alarm).required("state").asText();
    }

    private static Set<String> alarms(JsonNode view, Predicate<JsonNode> are) {
        return view.required("alarms").valueStream().filter(are).map(alarm -> alarm.required("name").asText()).collect(Collectors.toSet());
    }

    private static JsonNode queue(JsonNode view, String name) {
        return named(view.required("queues"), "name", name);
    }

    private static long number(JsonNode view, String widget, String line) {
        return named(named(view.required("widgets"), "title", widget).required("lines"), "label", line).required("value").longValue();
    }

    private static JsonNode named(JsonNode list, String field, String name) {
        return first(list, element -> element.path(field).asText().equals(name));
    }

    private static JsonNode first(JsonNode list, Predicate<JsonNode> is) {
        return list.valueStream().filter(is).findFirst().orElseThrow(() -> new AssertionError("not in " + list));
    }

    private static JsonNode json(Response answer) {
        assertEquals(200, answer.statusCode(), answer.asString());
        return parsed(answer);
    }

    /** REST-assured's own paths compile a script for each look at an answer, and this test looks thousands of times. */
    private static JsonNode parsed(Response answer) {
        try {
            return JSON.readTree(answer.asByteArray());
        } catch (IOException notJson) {
            throw new AssertionError(answer.asString(), notJson);
        }
    }

    private RequestSpecification shop() {
        return given().baseUri(local.api().toString()).auth().preemptive().oauth2(FixedSecrets.SHOP_KEY);
    }
}
