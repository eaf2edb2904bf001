package africa.paylinks.local.kommo;

import static io.restassured.RestAssured.given;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import africa.paylinks.local.http.RequestHandler;
import africa.paylinks.local.sandbox.Orders;
import africa.paylinks.local.sandbox.Sandbox;
import africa.paylinks.local.sandbox.kommo.KommoSandbox;
import africa.paylinks.local.sandbox.kommo.KommoTiming;
import africa.paylinks.local.sandbox.kommo.KommoWebhooks;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The simulated account on its own port, and a merchant that receives its webhooks. */
final class RunningKommo implements AutoCloseable {

    static final long NEW = 47873530;
    static final long INVOICE = 47873533;
    static final long WON = 142;
    static final String LEAD = "23802129";

    private final Map<String, Object> kept = new ConcurrentHashMap<>();
    private final List<LocalRequest> received = new CopyOnWriteArrayList<>();
    private final LocalServer merchant = LocalServer.open(kept, "merchant", 0);
    private final LocalServer server = LocalServer.open(kept, "sandbox", 0);

    /** Starts with a clock and with limits, which may be shorter than the real ones. */
    RunningKommo(Clock clock, KommoTiming timing) {
        merchantAnswers(call -> LocalResponse.empty(200));
        KommoWebhooks webhooks = new KommoWebhooks(kept, () -> URI.create("http://localhost:" + merchant.port() + "/webhooks/kommo/the-token"), timing, clock);
        server.answerWith(new Sandbox(List.of(new KommoSandbox(url() + "/kommo", () -> "right", new Orders(kept, "kommo"), webhooks, clock)),
                List.of("http://console.example")));
    }

    /** Sets the merchant's response. */
    void merchantAnswers(RequestHandler answering) {
        merchant.answerWith(call -> {
            received.add(call);
            return answering.answer(call);
        });
    }

    /** Returns every webhook that the merchant received, in the order of arrival. */
    List<LocalRequest> received() {
        return received;
    }

    String url() {
        return "http://localhost:" + server.port();
    }

    /** Prepares a request to the API with the correct token. */
    RequestSpecification api() {
        return api("Bearer right");
    }

    RequestSpecification api(String authorization) {
        return given().baseUri(url()).basePath("/kommo/api/v4").header("Authorization", authorization).contentType(ContentType.JSON);
    }

    ValidatableResponse control(String path) {
        return given().baseUri(url()).get("/_control/kommo" + path).then();
    }

    ValidatableResponse control(String path, String json) {
        return given().baseUri(url()).contentType(ContentType.JSON).body(json.replace('\'', '"')).post("/_control/kommo" + path).then();
    }

    @Override
    public void close() {
        server.close();
        merchant.close();
    }
}
