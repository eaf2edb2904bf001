package africa.paylinks.local.kommo;

import static africa.paylinks.local.kommo.RunningKommo.INVOICE;
import static africa.paylinks.local.kommo.RunningKommo.LEAD;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import africa.paylinks.local.sandbox.kommo.KommoTiming;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class KommoControlTest {

    private final RunningKommo kommo = new RunningKommo(Clock.systemUTC(), KommoTiming.acceleratedBy(6000));

    @AfterEach
    void close() {
        kommo.close();
    }

    @Test
    void listsLeadsAndStages() {
        kommo.control("/leads").statusCode(200).body("leads", hasSize(5)).body("pipeline.stages.id", contains(47873530, 47873531, 47873533, 142, 143))
                .body("leads[0].contact.email", equalTo("kofi.mensah@example.com")).body("leads[0].stage", equalTo("New deal"))
                .body("leads[2].contact.email", nullValue()).body("leads[3].price", equalTo(0)).body("leads[4].contact", nullValue());
        kommo.control("").statusCode(200).body("account.id", equalTo(29013640)).body("leads", equalTo(5)).body("rate.limitPerSecond", equalTo(7));
    }

    @Test
    void changesALeadAsASellerDoes() {
        kommo.control("/leads/" + LEAD, "{'name':'Roof','price':null,'email':null,'phone':'+233200000000'}").statusCode(200).body("name", equalTo("Roof"))
                .body("price", equalTo(0)).body("contact.email", nullValue()).body("contact.phone", equalTo("+233200000000"));

        int contact = kommo.api().get("/leads/" + LEAD + "?with=contacts").then().extract().path("_embedded.contacts[0].id");
        kommo.api().get("/contacts/" + contact).then().body("custom_fields_values.field_code", contains("PHONE"));
        kommo.control("/leads/" + LEAD).body("calls.lead", equalTo(1)).body("calls.contact", equalTo(1));
    }

    @Test
    void createsAMissingLead() {
        kommo.control("/leads/777", "{'status_id':" + INVOICE + ",'price':20,'email':'a@example.com'}").statusCode(200).body("stage", equalTo("Send invoice"))
                .body("contact.email", equalTo("a@example.com")).body("webhooks", hasSize(1));
        kommo.control("/leads").body("leads.id", hasItem(777));
    }

    @Test
    void addsAContactToALead() {
        kommo.control("/leads/23802133", "{'email':'lamps@example.com'}").statusCode(200).body("contact.email", equalTo("lamps@example.com"));
        kommo.api().get("/leads/23802133?with=contacts").then().body("_embedded.contacts", hasSize(1)).body("_embedded.contacts[0].is_main", equalTo(true));
    }

    @Test
    void hidesADeletedLeadFromTheApiButKeepsItsCounters() {
        int contact = kommo.api().get("/leads/" + LEAD + "?with=contacts").then().extract().path("_embedded.contacts[0].id");
        given().baseUri(kommo.url()).delete("/_control/kommo/leads/" + LEAD).then().statusCode(200).body("deleted", equalTo(true));

        kommo.api().get("/leads/" + LEAD).then().statusCode(204);
        kommo.api().get("/contacts/" + contact).then().statusCode(204);
        kommo.api().body("{\"status_id\":142}").patch("/leads/" + LEAD).then().statusCode(404);
        kommo.api().body("[{\"entity_id\":" + LEAD + ",\"note_type\":\"common\",\"params\":{\"text\":\"x\"}}]").post("/leads/notes").then().statusCode(400);
        kommo.control("/leads").body("leads.id", not(hasItem(Integer.parseInt(LEAD))));
        kommo.control("/leads/" + LEAD).statusCode(200).body("deleted", equalTo(true)).body("calls.lead", equalTo(2)).body("calls.patch", equalTo(1))
                .body("webhooks", hasSize(0)).body("notes", hasSize(0));
        given().baseUri(kommo.url()).delete("/_control/kommo/leads/" + LEAD).then().statusCode(404);
        kommo.control("/leads/" + LEAD, "{'price':5}").statusCode(200).body("deleted", equalTo(false)).body("price", equalTo(5)).body("contact", notNullValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/leads/1   | {'status_id':1}              | no stage",
        "/leads/1   | {'price':1.5}                | price",
        "/leads/1   | {'price':-1}                 | price",
        "/leads/1   | {'email':5}                  | email",
        "/leads/1   | {'name':null}                | name",
        "/leads/1   | {'webhook':'late'}           | webhook",
        "/leads/1   | {'webhook':'duplicate','times':0} | times",
        "/leads/1   | {'stage':142}                | stage",
        "/leads/abc | {'price':1}                  | number",
        "/leads/1   | []                           | JSON object",
        "''         | {'calls':'418'}              | calls",
        "''         | {'calls':'500','operation':'x'} | operation",
        "''         | {}                           | calls"})
    void refusesInvalidCommands(String path, String body, String why) {
        kommo.control(path, body).statusCode(400).contentType("application/problem+json").body("detail", containsString(why));
        kommo.control("/leads/1").statusCode(404);
    }

    @Test
    void refusesUnknownPaths() {
        kommo.control("/leads/1").statusCode(404).body("code", equalTo("unknown-reference"));
        kommo.control("/deals").statusCode(404).body("code", equalTo("not-found"));
        kommo.control("/leads/1", "{'webhook':'forged'}").statusCode(404);
    }

    @Test
    void letsTheConsoleDelete() {
        given().baseUri(kommo.url()).header("Origin", "http://console.example").options("/_control/kommo/leads/" + LEAD).then().statusCode(204)
                .header("Access-Control-Allow-Methods", containsString("DELETE"));
    }
}
