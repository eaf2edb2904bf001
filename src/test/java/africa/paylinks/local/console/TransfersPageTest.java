package africa.paylinks.local.console;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertFalse;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransfersPageTest {

    private static final Pattern OWN_ADDRESS = Pattern.compile("(?:href|src)=\"(/console/[^\"]*)\"");
    private static final Pattern INLINE = Pattern.compile("<style|<script>|\\sstyle=|\\son[a-z]+=");

    private final LocalServer server = LocalServer.open(new ConcurrentHashMap<>(), "api", 0);

    @BeforeEach
    void open() {
        server.answerWith(new Console(call -> LocalResponse.problem(404, "Not found", "not-found", call.path()), "http://sandbox.example", "key", Json.object()));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void isServedWithAllItsResources() {
        String page = get("/console/transfers.html");
        List<String> addresses = OWN_ADDRESS.matcher(page).results().map((MatchResult match) -> match.group(1)).toList();

        assertFalse(addresses.isEmpty());
        addresses.forEach(this::get);
        given().port(server.port()).get("/").then().body(containsString("href=\"/console/transfers.html\""));
    }

    @Test
    void hasNoInlineScriptsOrStyles() {
        String page = given().port(server.port()).get("/console/transfers.html").then()
                .header("Content-Security-Policy", containsString("default-src 'self'")).extract().asString();

        assertFalse(INLINE.matcher(page).find(), page);
    }

    private String get(String path) {
        return given().port(server.port()).get(path).then().statusCode(200).extract().asString();
    }
}
