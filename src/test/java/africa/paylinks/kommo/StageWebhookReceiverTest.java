package africa.paylinks.kommo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoWebhookInbox;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.Json;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.queue.MessageQueue;
import africa.paylinks.queue.QueueUnavailable;
import africa.paylinks.secrets.SecretDocument;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.Secrets;
import africa.paylinks.webhook.WebhookInbox;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StageWebhookReceiverTest {

    private static final String TOKEN = "local-kommo-token";

    private final DealFixture fixture = new DealFixture();
    private final AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
    private final List<String> queued = new ArrayList<>();
    private final long lead = ThreadLocalRandom.current().nextLong(1_000_000, 9_000_000_000L);
    private Optional<String> webhookToken = Optional.of(TOKEN);
    private WebhookInbox inbox = new DynamoWebhookInbox(TestTable.client(), TestTable.CONFIG);
    private boolean queueAccepts = true;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aDealThatEntersTheInvoiceStageIsQueuedAndStored() {
        assertEquals(200, status(TOKEN, body(lead, "&leads[status][0][last_modified]=1700000000")));
        assertEquals(1, queued.size());
        String key = "29013640:" + lead + ":47873533:1700000000";
        assertEquals(key, Json.readObject(queued.get(0).getBytes(StandardCharsets.UTF_8)).orElseThrow().path("key").asText());
        assertEquals("QUEUED", TestTable.inboxState("kommo", key));
    }

    @Test
    void aDealThatIsCreatedInTheInvoiceStageIsQueuedToo() {
        String created = body(lead, "&leads[status][0][date_create]=1700000000").replace("leads[status]", "leads[add]");
        assertEquals(200, status(TOKEN, created));
        assertEquals(1, queued.size());
        assertEquals("QUEUED", TestTable.inboxState("kommo", "29013640:" + lead + ":47873533:1700000000"));
    }

    @Test
    void everyDealOfACallIsQueuedOnItsOwn() {
        assertEquals(200, status(TOKEN, body(lead, "&leads[status][9][id]=77&leads[status][9][status_id]=47873533"
                + "&leads[status][3][id]=78&leads[status][3][status_id]=142")));
        assertEquals(2, queued.size());
    }

    @Test
    void aBodyInBase64IsDecodedFirst() {
        APIGatewayV2HTTPEvent event = event(TOKEN, Base64.getEncoder().encodeToString(body(lead, "").getBytes(StandardCharsets.UTF_8)));
        event.setIsBase64Encoded(true);
        assertEquals(200, function().receive(event).getStatusCode());
        assertEquals(1, queued.size());
    }

    @Test
    void aWrongTokenIsRefusedWithoutATraceOfWhichIsRight() {
        APIGatewayV2HTTPResponse expected = function().receive(event("x", body(lead, "")));
        assertEquals(401, expected.getStatusCode());
        for (String token : List.of("", "local-kommo-toke", "local-kommo-token ", "LOCAL-KOMMO-TOKEN", "ö")) {
            APIGatewayV2HTTPResponse refused = function().receive(event(token, body(lead, "")));
            assertEquals(expected.getBody(), refused.getBody());
            assertEquals(expected.getHeaders(), refused.getHeaders());
        }
        assertTrue(!expected.getBody().contains(TOKEN));
        assertEquals(List.of(), queued);
    }

    @Test
    void withoutATokenInTheSecretWebhooksAreRefused() {
        webhookToken = Optional.empty();
        assertEquals(401, status("", body(lead, "")));
        assertEquals(401, status(TOKEN, body(lead, "")));
        webhookToken = Optional.of(" ");
        assertEquals(401, status(" ", body(lead, "")));
    }

    @Test
    void callsOfAnotherAccountOrOfNoneAreIgnored() {
        assertEquals(200, status(TOKEN, body(lead, "").replace("29013640", "29013641")));
        assertEquals(200, status(TOKEN, "leads[status][0][id]=1&leads[status][0][status_id]=47873533"));
        assertEquals(List.of(), queued);
    }

    @Test
    void aCallWithoutTheAccountsIdIsKnownByItsSubdomain() {
        String nameless = "leads[status][0][id]=" + lead + "&leads[status][0][status_id]=47873533&account[subdomain]=";
        assertEquals(200, status(TOKEN, nameless + "example"));
        assertEquals(List.of(), queued, "nobody said that this is our subdomain");
        fixture.settings.host = Optional.of("example.kommo.com");
        assertEquals(200, status(TOKEN, nameless + "exam"));
        assertEquals(200, status(TOKEN, nameless + "example.kommo"));
        assertEquals(200, status(TOKEN, nameless));
        assertEquals(200, status(TOKEN, nameless + "other"));
        assertEquals(200, status(TOKEN, body(lead, "").replace("29013640", "29013641")), "the id counts where there is one");
        assertEquals(List.of(), queued);
        assertEquals(200, status(TOKEN, nameless + "Example"));
        assertEquals(1, queued.size());
    }

    @Test
    void otherStagesAreIgnored() {
        assertEquals(200, status(TOKEN, body(lead, "").replace("47873533", "142")));
        assertEquals(List.of(), queued);
    }

    @Test
    void aChangeThatCannotBeQueuedGetsARetryableError() {
        queueAccepts = false;
        assertEquals(503, status(TOKEN, body(lead, "")));
    }

    @Test
    void aQueuedChangeIsAcceptedEvenIfItCannotBeStored() {
        inbox = (WebhookInbox) Proxy.newProxyInstance(WebhookInbox.class.getClassLoader(), new Class<?>[] {WebhookInbox.class},
                (proxy, method, arguments) -> {
                    throw new StoreUnavailable("down", null);
                });
        assertEquals(200, status(TOKEN, body(lead, "")));
        assertEquals(1, queued.size());
    }

    @Test
    void settingsThatAreMissingAreNamed() {
        fixture.settings.invoiceStatus = OptionalLong.empty();
        APIGatewayV2HTTPResponse answer = function().receive(event(TOKEN, body(lead, "")));
        assertEquals(503, answer.getStatusCode());
        assertTrue(answer.getBody().contains("paylinks.kommo.invoice-status-id"), answer.getBody());
        fixture.settings.invoiceStatus = OptionalLong.of(142);
        assertEquals(503, status(TOKEN, body(lead, "")));
    }

    @Tag("slow")
    @Test
    void tenThousandRandomBodiesNeverCauseAnError() {
        Random random = new Random(20261122);
        String[] pieces = {"leads", "[status]", "[", "]", "[0]", "[id]", "[status_id]", "=", "&", "%", "%5B", "%5D", "%zz", "+", "47873533", "-1",
            "account[id]=29013640", "account", "[]", "\u0000", "é", "\uD83D\uDE00", "{", "}", "\"", ":", ",", "null", "99999999999999999999", "[a][b][c]",
            "&leads[status][1][id]=5&leads[status][1][status_id]=47873533&account[id]=29013640&"};
        KommoWebhookFunction function = function();
        for (int i = 0; i < 10_000; i++) {
            StringBuilder body = new StringBuilder();
            for (int n = random.nextInt(40); n >= 0; n--) {
                body.append(pieces[random.nextInt(pieces.length)]);
            }
            boolean base64 = random.nextBoolean();
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            if (base64 && random.nextInt(4) == 0) {
                random.nextBytes(bytes);
            }
            APIGatewayV2HTTPEvent event = event(TOKEN, base64 ? Base64.getEncoder().encodeToString(bytes) : body.toString());
            event.setIsBase64Encoded(base64);
            int status = function.receive(event).getStatusCode();
            boolean likeJson = new String(bytes, StandardCharsets.ISO_8859_1).stripLeading().startsWith("{");
            assertTrue(status == 200 || status == 400 && likeJson, status + " " + body);
        }
        assertTrue(!queued.isEmpty(), "some of the bodies mean something");
    }

    private static String body(long lead, String more) {
        return "leads[status][0][id]=" + lead + "&leads[status][0][status_id]=47873533&leads[status][0][pipeline_id]=5389528"
                + "&account[id]=29013640&account[subdomain]=example" + more;
    }

    private int status(String token, String body) {
        return function().receive(event(token, body)).getStatusCode();
    }

    private static APIGatewayV2HTTPEvent event(String token, String body) {
        return APIGatewayV2HTTPEvent.builder().withRawPath("/webhooks/kommo/" + token).withPathParameters(Map.of("token", token))
                .withHeaders(Map.of("content-type", "application/x-www-form-urlencoded")).withBody(body).withIsBase64Encoded(false).build();
    }

    private KommoWebhookFunction function() {
        SecretVault vault = (system, version) -> {
            var secret = Json.object().put("accessToken", "the-access-token");
            webhookToken.ifPresent(token -> secret.put("webhookToken", token));
            return Optional.of(new SecretDocument(secret)).filter(any -> system.equals("kommo") && version == SecretVault.Version.CURRENT);
        };
        return new KommoWebhookFunction(new StageWebhookReceiver(new Secrets(vault, clock, Duration.ofMinutes(5)), new KommoAccount(fixture.settings),
                new MessageQueue() {
                    @Override
                    public void send(String queue, List<String> bodies) {
                        if (!queueAccepts) {
                            throw new QueueUnavailable("full");
                        }
                        queued.addAll(bodies);
                    }

                    @Override
                    public void sendLater(String queue, String body, Duration delay) {
                        throw new AssertionError("nothing of a webhook waits");
                    }

                    @Override
                    public void redeliver(String queue, String receiptHandle, Duration delay) {
                        throw new AssertionError("the webhook receives nothing");
                    }
                }, inbox, clock));
    }
}
