package africa.paylinks.kommo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Customer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KommoContactTest {

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com\u00a0", "ada@example.com\u200b", "\ufeffada@example.com", "\u202aada@example.com\u202c", " ada@example.com "})
    void anAddressIsReadThroughWhatPastingPutsAroundIt(String email) {
        assertEquals(Optional.of("ada@example.com"), customer("Ada", email, "+2348012345678").email());
    }

    @Test
    void aNumberIsReadThroughWhatPastingPutsAroundIt() {
        assertEquals(Optional.of("+233241234567"), customer("Ada", "", "\u202d+233\u00a024\u2011123\u20094567\u202c").phone());
        assertEquals(Optional.of("+2348012345678"), customer("Ada", "", "00234 (801) 234-56.78").phone());
    }

    @Test
    void aLongNameIsCutBetweenCharacters() {
        String ticket = "\ud83c\udf9f";
        assertEquals(Optional.of(ticket.repeat(120)), customer(ticket.repeat(130), "", "").name());
        assertEquals(Optional.of("Ada Lovelace"), customer("\u200e Ada\u00a0Lovelace\n", "", "").name());
        assertEquals(Optional.empty(), customer("\u200b", "", "").name());
    }

    private static Customer customer(String name, String email, String phone) {
        JsonObject contact = Json.object().put("name", name);
        JsonArray fields = contact.putArray("custom_fields_values");
        fields.addObject().put("field_code", "EMAIL").putArray("values").addObject().put("value", email);
        fields.addObject().put("field_code", "PHONE").putArray("values").addObject().put("value", phone);
        return KommoContact.customer(contact);
    }
}
