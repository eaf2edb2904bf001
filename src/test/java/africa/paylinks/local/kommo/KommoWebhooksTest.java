package africa.paylinks.local.kommo;

import static africa.paylinks.local.kommo.RunningKommo.INVOICE;
import static africa.paylinks.local.kommo.RunningKommo.LEAD;
import static africa.paylinks.local.kommo.RunningKommo.NEW;
import static africa.paylinks.local.kommo.RunningKommo.WON;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.sandbox.kommo.KommoTiming;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class KommoWebhooksTest {

    private static final List<Duration> QUICKLY = List.of(Duration.ofMillis(40), Duration.ofMillis(60), Duration.ofMillis(60), Duration.ofMillis(80));

    private final RunningKommo kommo = new RunningKommo(Clock.systemUTC(), new KommoTiming(Duration.ofMillis(500), QUICKLY));

    @AfterEach
    void close() {
        kommo.close();
    }

    @Test
    void sendsEachStageChangeAsAFormWithEncodedBrackets() {
        kommo.control("/leads/23802130", "{'status_id':" + INVOICE + "}").statusCode(200).body("stage", equalTo("Send invoice"))
                .body("webhooks", hasSize(1)).body("webhooks[0].status", equalTo(200)).body("webhooks[0].attempt", equalTo(1))
                .body("webhooks[0].millis", lessThan(500));

        LocalRequest call = kommo.received().get(0);
        String body = new String(call.body(), StandardCharsets.UTF_8);
        assertEquals("/webhooks/kommo/the-token", call.path());
        assertEquals(Optional.of("application/x-www-form-urlencoded"), call.header("Content-Type"));
        assertTrue(body.startsWith("leads%5Bstatus%5D%5B0%5D%5Bid%5D=23802130&"), body);
        assertFalse(body.contains("["), body);
        Map<String, String> form = call.form();
        assertEquals("47873533", form.get("leads[status][0][status_id]"));
        assertEquals("47873530", form.get("leads[status][0][old_status_id]"));
        assertEquals("5389528", form.get("leads[status][0][pipeline_id]"));
        assertEquals("Café “Baobab” & Söhne: 100% + delivery", form.get("leads[status][0][name]"));
        assertEquals(form.get("leads[status][0][updated_at]"), form.get("leads[status][0][last_modified]"));
        assertEquals("29013640", form.get("account[id]"));
        assertEquals("example", form.get("account[subdomain]"));
    }

    @Test
    void sendsNoWebhookForOtherChanges() {
        kommo.control("/leads/" + LEAD, "{'price':151,'email':'new@example.com','status_id':" + NEW + "}").statusCode(200).body("price", equalTo(151))
                .body("webhooks", hasSize(0));
        assertEquals(200, kommo.api().body("{\"price\":152}").patch("/leads/" + LEAD).statusCode());
        kommo.control("/leads/" + LEAD, "{'status_id':" + INVOICE + ",'webhook':'none'}").body("stage", equalTo("Send invoice")).body("webhooks", hasSize(0));

        assertEquals(List.of(), kommo.received());
    }

    @Test
    void sendsAWebhookForAChangeByTheProduct() {
        assertEquals(200, kommo.api().body("{\"status_id\":" + WON + "}").patch("/leads/" + LEAD).statusCode());

        await().atMost(10, SECONDS).until(() -> kommo.received().size() == 1);
        Map<String, String> form = kommo.received().get(0).form();
        assertEquals("142", form.get("leads[status][0][status_id]"));
        assertEquals("7099999", form.get("leads[status][0][modified_user_id]"));
    }

    @Test
    void answersACallWithoutWaitingForItsWebhook() {
        CountDownLatch answered = new CountDownLatch(1);
        try (RunningKommo patient = new RunningKommo(Clock.systemUTC(), new KommoTiming(Duration.ofSeconds(20), QUICKLY))) {
            patient.merchantAnswers(call -> LocalResponse.empty(answered.await(20, SECONDS) ? 200 : 503));

            assertEquals(200, patient.api().body("{\"status_id\":" + WON + "}").patch("/leads/" + LEAD).statusCode());
            patient.control("/leads/" + LEAD).body("stage", equalTo("Closed won")).body("webhooks", hasSize(0));
            answered.countDown();
            await().atMost(10, SECONDS).untilAsserted(() -> patient.control("/leads/" + LEAD).body("webhooks.status", equalTo(List.of(200))));
        }
    }

    @Test
    void repeatsAFailedWebhookFourTimes() {
        kommo.merchantAnswers(call -> LocalResponse.json(503, Map.of("no", "not now")));

        kommo.control("/leads/" + LEAD, "{'status_id':" + INVOICE + "}").statusCode(200).body("webhooks[0].status", equalTo(503))
                .body("webhooks[0].answer", equalTo("{\"no\":\"not now\"}"));
        await().during(Duration.ofMillis(300)).atMost(10, SECONDS).until(() -> kommo.received().size() == 5);

        kommo.control("/leads/" + LEAD).body("webhooks.attempt", equalTo(List.of(1, 2, 3, 4, 5))).body("webhooks.status", everyItem(equalTo(503)));
        assertEquals(1, kommo.received().stream().map(call -> new String(call.body(), StandardCharsets.UTF_8)).distinct().count());
    }

    @Test
    void stopsRepeatingAfterAnAcceptedWebhook() {
        kommo.merchantAnswers(call -> LocalResponse.empty(kommo.received().size() < 3 ? 301 : 204));

        kommo.control("/leads/" + LEAD, "{'status_id':" + INVOICE + "}").statusCode(200);
        await().during(Duration.ofMillis(300)).atMost(10, SECONDS).until(() -> kommo.received().size() == 3);
        kommo.control("/leads/" + LEAD).body("webhooks.status", equalTo(List.of(301, 301, 204)));
    }

    @Test
    void timesOutAfterTheLimit() {
        kommo.merchantAnswers(call -> {
            if (kommo.received().size() == 1) {
                Thread.sleep(900);
            }
            return LocalResponse.empty(200);
        });

        kommo.control("/leads/" + LEAD, "{'status_id':" + INVOICE + "}").statusCode(200).body("webhooks[0].status", equalTo(0))
                .body("webhooks[0].answer", equalTo("not answered within 500 ms")).body("webhooks[0].millis", greaterThanOrEqualTo(490));
        await().atMost(10, SECONDS).untilAsserted(() -> kommo.control("/leads/" + LEAD).body("webhooks", hasSize(2)).body("webhooks[1].status", equalTo(200)));
    }

    @Test
    void givesTheMerchantTwoSecondsInTheLocalStack() {
        KommoTiming timing = KommoTiming.acceleratedBy(600);

        assertEquals(Duration.ofSeconds(2), timing.answerWithin());
        assertEquals(List.of(Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofMillis(1500), Duration.ofSeconds(6)), timing.retries());
    }

    @Test
    void sendsDuplicatesAtTheSameTimeOnRequest() {
        kommo.control("/leads/" + LEAD, "{'status_id':" + INVOICE + ",'webhook':'duplicate'}").statusCode(200).body("webhooks", hasSize(2));
        kommo.control("/leads/" + LEAD, "{'status_id':" + NEW + ",'webhook':'duplicate','times':20}").statusCode(200).body("webhooks", hasSize(22))
                .body("webhooks.webhook", everyItem(equalTo("duplicate")));

        assertEquals(22, kommo.received().size());
        assertEquals(1, IntStream.range(2, 22).mapToObj(i -> new String(kommo.received().get(i).body(), StandardCharsets.UTF_8)).distinct().count());
    }

    @Test
    void sendsAForgedWebhookWithoutAChange() {
        kommo.merchantAnswers(call -> LocalResponse.empty(401));
        kommo.control("/leads/" + LEAD, "{'status_id':" + INVOICE + ",'price':1,'webhook':'forged'}").statusCode(200).body("stage", equalTo("New deal"))
                .body("price", equalTo(150)).body("webhooks", hasSize(1)).body("webhooks[0].status", equalTo(401));

        assertEquals("/webhooks/kommo/not-the-token", kommo.received().get(0).path());
        assertEquals("47873533", kommo.received().get(0).form().get("leads[status][0][status_id]"));
        await().during(Duration.ofMillis(200)).atMost(10, SECONDS).until(() -> kommo.received().size() == 1);
    }

    @Test
    void sendsAnAddWebhookForANewDeal() {
        kommo.control("/leads/555001", "{'status_id':" + INVOICE + "}").statusCode(200).body("webhooks", hasSize(1))
                .body("webhooks[0].body", containsString("leads%5Badd%5D%5B0%5D%5Bstatus_id%5D=" + INVOICE));
    }

    @Test
    void sendsAWebhookFromAnotherAccountOnRequest() {
        kommo.control("/leads/" + LEAD, "{'status_id':" + INVOICE + ",'webhook':'foreign'}").statusCode(200).body("stage", equalTo("New deal"))
                .body("webhooks[0].body", containsString("account%5Bsubdomain%5D=foreign"));

        assertEquals("/webhooks/kommo/the-token", kommo.received().get(0).path());
        assertEquals("31000001", kommo.received().get(0).form().get("account[id]"));
    }
}
