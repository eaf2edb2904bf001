package africa.paylinks.local.kommo;

import static africa.paylinks.local.kommo.RunningKommo.INVOICE;
import static africa.paylinks.local.kommo.RunningKommo.LEAD;
import static africa.paylinks.local.kommo.RunningKommo.WON;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.local.sandbox.kommo.KommoTiming;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class KommoApiTest {

    private static final String HAL = "application/hal+json";
    private static final String PROBLEM = "application/problem+json";

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-11-22T12:00:00Z"));
    private final RunningKommo kommo = new RunningKommo(clock, KommoTiming.acceleratedBy(6000));

    @AfterEach
    void close() {
        kommo.close();
    }

    @Test
    void includesContactsOnlyOnRequest() {
        kommo.api().get("/leads/" + LEAD + "?with=contacts").then().statusCode(200).contentType(HAL).body("id", equalTo(Integer.parseInt(LEAD)))
                .body("price", equalTo(150)).body("status_id", equalTo(47873530)).body("pipeline_id", equalTo(5389528)).body("account_id", equalTo(29013640))
                .body("_embedded.contacts", hasSize(1)).body("_embedded.contacts[0].is_main", equalTo(true));
        kommo.api().get("/leads/" + LEAD).then().statusCode(200).body("_embedded.contacts", nullValue()).body("_embedded.tags", hasSize(0));
    }

    @Test
    void listsTheMainContactAtAnyPosition() {
        List<Map<String, Object>> contacts = kommo.api().get("/leads/23802130?with=contacts").then().extract().path("_embedded.contacts");

        assertEquals(List.of(false, true), contacts.stream().map(contact -> contact.get("is_main")).toList());
        kommo.api().get("/contacts/" + contacts.get(1).get("id")).then().statusCode(200).contentType(HAL).body("name", equalTo("Amélie N'Diaye"))
                .body("custom_fields_values.find { it.field_code == 'EMAIL' }.values[0].value", equalTo("amelie+baobab@example.com"))
                .body("custom_fields_values.find { it.field_code == 'EMAIL' }.values[0].enum_code", equalTo("WORK"))
                .body("custom_fields_values.find { it.field_code == 'PHONE' }.values[0].value", equalTo("+221771234567"));
    }

    @Test
    void hasSamplesWithMissingData() {
        int contact = kommo.api().get("/leads/23802131?with=contacts").then().body("price", greaterThan(0)).extract().path("_embedded.contacts[0].id");
        kommo.api().get("/contacts/" + contact).then().statusCode(200).body("containsKey('custom_fields_values')", equalTo(true))
                .body("custom_fields_values", nullValue());
        kommo.api().get("/leads/23802132?with=contacts").then().body("price", equalTo(0)).body("_embedded.contacts", hasSize(1));
        kommo.api().get("/leads/23802133?with=contacts").then().body("_embedded.contacts", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource({"/leads/1", "/contacts/1", "/leads/1/notes", "/leads/" + LEAD + "/notes"})
    void returnsAnEmptyResponseForAnUnknownResource(String path) {
        assertEquals(0, kommo.api().get(path).then().statusCode(204).extract().asByteArray().length);
    }

    @ParameterizedTest
    @CsvSource({"POST, /notes", "GET, /notes", "GET, /lead/1", "DELETE, /leads/" + LEAD, "POST, /leads"})
    void hasNoOtherPaths(String method, String path) {
        kommo.api().body("[]").request(method, path).then().statusCode(404).contentType(PROBLEM).body("status", equalTo(404));
    }

    @Test
    void requiresTheAccessToken() {
        for (String header : List.of("Bearer wrong", "Bearer ", "right", "bearer right ")) {
            kommo.api(header).get("/leads/" + LEAD).then().statusCode(401).contentType(PROBLEM).body("title", equalTo("Unauthorized"));
        }
        kommo.control("").body("rejectedTokens", equalTo(4)).body("calls.lead", equalTo(4));
    }

    @Test
    void changesOneLeadOrSeveral() {
        kommo.api().body("{\"status_id\":" + WON + "}").patch("/leads/" + LEAD).then().statusCode(200).contentType(HAL)
                .body("id", equalTo(Integer.parseInt(LEAD))).body("updated_at", notNullValue());
        kommo.api().body("[{\"id\":23802130,\"status_id\":143},{\"id\":23802131,\"price\":481,\"name\":\"Pump\"}]").patch("/leads").then().statusCode(200)
                .body("_embedded.leads.id", contains(23802130, 23802131));

        kommo.control("/leads/" + LEAD).body("stage", equalTo("Closed won")).body("calls.patch", equalTo(1));
        kommo.control("/leads/23802130").body("stage", equalTo("Closed lost")).body("calls.patch", equalTo(1));
        kommo.api().get("/leads/23802131").then().body("price", equalTo(481)).body("name", equalTo("Pump")).body("closed_at", nullValue());
        kommo.api().get("/leads/" + LEAD).then().body("closed_at", notNullValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "InvalidType        | status_id   | {'status_id':'142'}",
        "NotSupportedChoice | status_id   | {'status_id':1}",
        "NotSupportedChoice | pipeline_id | {'status_id':142,'pipeline_id':1}",
        "InvalidType        | price       | {'price':'150'}",
        "InvalidType        | price       | {'price':1.5}",
        "InvalidType        | name        | {'name':null}"})
    void explainsAnInvalidChange(String code, String path, String change) {
        kommo.api().body(change.replace('\'', '"')).patch("/leads/" + LEAD).then().statusCode(400).contentType(PROBLEM)
                .body("'validation-errors'[0].errors[0].code", equalTo(code)).body("'validation-errors'[0].errors[0].path", equalTo(path));
        kommo.control("/leads/" + LEAD).body("price", equalTo(150)).body("stage", equalTo("New deal"));
    }

    @Test
    void changesNoneOfSeveralWhenOneIsInvalid() {
        kommo.api().body("[{\"id\":" + LEAD + ",\"status_id\":142},{\"id\":1,\"status_id\":142}]").patch("/leads").then().statusCode(400)
                .body("'validation-errors'[0].request_id", equalTo("1")).body("'validation-errors'[0].errors[0].path", equalTo("id"));
        kommo.api().body("{\"status_id\":142}").patch("/leads/1").then().statusCode(404);
        kommo.control("/leads/" + LEAD).body("stage", equalTo("New deal"));
    }

    @Test
    void addsNotesToOneLeadOrToMany() {
        kommo.api().body("[{\"entity_id\":" + LEAD + ",\"note_type\":\"common\",\"params\":{\"text\":\"Link: http://x/1\"},\"request_id\":\"mine\"}]")
                .post("/leads/notes").then().statusCode(200).contentType(HAL).body("_embedded.notes[0].entity_id", equalTo(Integer.parseInt(LEAD)))
                .body("_embedded.notes[0].request_id", equalTo("mine")).body("_embedded.notes[0].id", greaterThan(0));
        kommo.api().body("[{\"note_type\":\"common\",\"params\":{\"text\":\"Paid\"}}]").post("/leads/" + LEAD + "/notes").then().statusCode(200)
                .body("_embedded.notes[0].request_id", equalTo("0"));

        kommo.api().get("/leads/" + LEAD + "/notes").then().statusCode(200).contentType(HAL)
                .body("_embedded.notes.params.text", contains("Link: http://x/1", "Paid")).body("_embedded.notes[0].note_type", equalTo("common"));
        kommo.control("/leads/" + LEAD).body("notes.text", contains("Link: http://x/1", "Paid")).body("calls.note", equalTo(2));
    }

    @Test
    void showsNotesPageByPage() {
        String notes = IntStream.range(0, 5).mapToObj(i -> "{\"note_type\":\"common\",\"params\":{\"text\":\"n" + i + "\"}}")
                .collect(Collectors.joining(",", "[", "]"));
        kommo.api().body(notes).post("/leads/" + LEAD + "/notes").then().statusCode(200).body("_embedded.notes", hasSize(5));

        notes("?limit=2").body("_embedded.notes.params.text", contains("n0", "n1")).body("_links.next.href", endsWith("page=2&limit=2"));
        notes("?limit=2&page=3").body("_embedded.notes.params.text", contains("n4")).body("_links.next", nullValue());
        notes("?limit=1&order%5Bid%5D=desc").body("_embedded.notes.params.text", contains("n4"));
        assertEquals(204, kommo.api().urlEncodingEnabled(false).get("/leads/" + LEAD + "/notes?page=4&limit=2").statusCode());
        assertEquals(400, kommo.api().get("/leads/" + LEAD + "/notes?limit=251").statusCode());
    }

    private ValidatableResponse notes(String query) {
        clock.advance(Duration.ofSeconds(1));
        return kommo.api().urlEncodingEnabled(false).get("/leads/" + LEAD + "/notes" + query).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "entity_id   | [{'entity_id':1,'note_type':'common','params':{'text':'x'}}]",
        "entity_id   | [{'entity_id':'23802129','note_type':'common','params':{'text':'x'}}]",
        "note_type   | [{'entity_id':23802129,'note_type':'other','params':{'text':'x'}}]",
        "params.text | [{'entity_id':23802129,'note_type':'common','params':{'text':' '}}]",
        "params.text | [{'entity_id':23802129,'note_type':'common','text':'x'}]",
        "            | {'entity_id':23802129,'note_type':'common','params':{'text':'x'}}",
        "            | []",
        "            | ["})
    void refusesInvalidNotes(String path, String body) {
        ValidatableResponse answer = kommo.api().body(body.replace('\'', '"')).post("/leads/notes").then().statusCode(400).contentType(PROBLEM);

        answer.body("'validation-errors'[0].errors[0].path", path == null ? nullValue() : equalTo(path));
        kommo.control("/leads/" + LEAD).body("notes", hasSize(0));
    }

    @Test
    void namesItsAccountAndItsStages() {
        kommo.api().get("/account").then().statusCode(200).body("id", equalTo(29013640)).body("subdomain", equalTo("example"));
        kommo.api().get("/leads/pipelines").then().statusCode(200).body("_embedded.pipelines[0]._embedded.statuses.id",
                contains(47873530, 47873531, (int) INVOICE, 142, 143));
    }

    @Test
    void allowsSevenRequestsInAnySecond() {
        for (int i = 0; i < 7; i++) {
            kommo.api().get("/leads/" + LEAD).then().statusCode(200);
            clock.advance(Duration.ofMillis(100));
        }
        kommo.api().get("/leads/" + LEAD).then().statusCode(429).contentType(PROBLEM).body("status", equalTo(429));
        clock.advance(Duration.ofMillis(299));
        kommo.api().get("/leads/" + LEAD).then().statusCode(429);
        clock.advance(Duration.ofMillis(1));
        kommo.api().get("/leads/" + LEAD).then().statusCode(200);

        kommo.control("").body("rate.refused", equalTo(2)).body("rate.peakPerSecond", equalTo(9)).body("rate.blocked", equalTo(false));
    }

    @Test
    void blocksACallerThatKeepsExceedingTheLimitIfEnabled() {
        kommo.control("", "{'blockAfter':3}").statusCode(200).body("rate.blockAfter", equalTo(3));
        List<Integer> answers = IntStream.range(0, 12).mapToObj(i -> kommo.api().get("/leads/" + LEAD).statusCode()).toList();

        assertEquals(List.of(200, 200, 200, 200, 200, 200, 200, 429, 429, 429, 403, 403), answers);
        clock.advance(Duration.ofHours(1));
        assertEquals(403, kommo.api().get("/leads/" + LEAD).statusCode());
        kommo.control("", "{'blocked':false}").body("rate.blocked", equalTo(false));
        assertEquals(200, kommo.api().get("/leads/" + LEAD).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"429", "403", "500"})
    void injectsAFaultIntoTheRequestedNumberOfRequests(int status) {
        kommo.control("", "{'calls':'" + status + "','times':2}").statusCode(200).body("next.times", equalTo(2));

        assertEquals(List.of(status, status, 200), IntStream.range(0, 3).mapToObj(i -> kommo.api().body("{\"status_id\":142}").patch("/leads/" + LEAD).statusCode())
                .toList());
        kommo.control("/leads/" + LEAD).body("calls.patch", equalTo(3)).body("stage", equalTo("Closed won"));
        kommo.control("").body("next", nullValue());
    }

    @Test
    void injectsAFaultIntoOneOperationOnly() {
        kommo.control("", "{'calls':'500','operation':'note'}").statusCode(200);

        kommo.api().get("/leads/" + LEAD).then().statusCode(200);
        kommo.api().body("[{\"note_type\":\"common\",\"params\":{\"text\":\"x\"}}]").post("/leads/" + LEAD + "/notes").then().statusCode(500).contentType(PROBLEM);
        kommo.control("/leads/" + LEAD).body("notes", hasSize(0));
    }

    @Test
    void dropsTheResponseOfACompletedRequest() {
        kommo.control("", "{'calls':'timeout','delayMillis':200}").statusCode(200);

        assertThrows(IOException.class, () -> kommo.api().body("[{\"note_type\":\"common\",\"params\":{\"text\":\"x\"}}]").post("/leads/" + LEAD + "/notes"));
        kommo.control("/leads/" + LEAD).body("notes.text", contains("x"));
        assertTrue(kommo.control("").extract().<Object>path("next") == null);
    }
}
