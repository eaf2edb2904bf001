package africa.paylinks.local.console;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePagesTest {

    private static final Pattern OWN_ADDRESS = Pattern.compile("(?:href|src)=\"(/console/[^\"]*)\"");
    private static final Pattern SECTION = Pattern.compile("(?m)^      <a href=\"([^\"]*)\".*</a>$");
    private static final Pattern CURRENT = Pattern.compile("<a href=\"([^\"]*)\" aria-current=\"page\"");
    private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");
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

    @ParameterizedTest
    @ValueSource(strings = {"/", "/operations", "/console/board.html", "/console/transfers.html", "/console/subscriptions.html", "/console/links.html",
        "/console/events.html", "/console/api.html"})
    void aPageIsServedWithAllItsResources(String path) {
        List<String> addresses = found(OWN_ADDRESS, get(path));

        assertTrue(addresses.stream().anyMatch(address -> address.endsWith(".js")), addresses.toString());
        addresses.forEach(this::get);
    }

    @Test
    void everyPageOfTheNavigationIsServedAndMarksItself() {
        List<String> sections = found(SECTION, get("/"));
        List<String> pages = sections.stream().filter(section -> !section.contains("#")).toList();

        assertTrue(pages.contains("/operations") && pages.contains("/console/api.html"), pages.toString());
        for (String path : pages) {
            String page = get(path);
            assertEquals(sections, found(SECTION, page));
            assertEquals(List.of(path), found(CURRENT, page));
            assertFalse(page.contains("<!-- include"), page);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/operations", "/console/board.html", "/console/transfers.html", "/console/subscriptions.html", "/console/links.html",
        "/console/events.html"})
    void aPageHasNoInlineScriptsOrStyles(String path) {
        String page = given().port(server.port()).get(path).then()
                .header("Content-Security-Policy", containsString("default-src 'self'")).extract().asString();

        assertFalse(INLINE.matcher(page).find(), page);
    }

    @ParameterizedTest
    @ValueSource(strings = {"console.js", "board.js", "transfers.js", "subscriptions.js", "links.js", "events.js", "clock.js", "entry.js"})
    void theModulesOfAScriptAreServed(String script) {
        List<String> modules = found(IMPORT, get("/console/" + script));

        assertFalse(modules.isEmpty());
        modules.forEach(module -> get("/console/" + module));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
    }

    private String get(String path) {
        return given().port(server.port()).get(path).then().statusCode(200).extract().asString();
    }
}
