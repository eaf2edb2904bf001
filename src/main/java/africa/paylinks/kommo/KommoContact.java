package africa.paylinks.kommo;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PastedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the customer from a contact's card. */
final class KommoContact {

    private static final int LONGEST_NAME = 120;

    private KommoContact() {
    }

    /** The contact's name, and its first valid email address and phone number. */
    static Customer customer(JsonValue contact) {
        Optional<String> name = Json.text(contact, "name")
                .map(text -> CodePoints.cut(PastedText.clean(text.replaceAll("\\p{Cntrl}", " ")), LONGEST_NAME))
                .filter(text -> !text.isEmpty());
        return new Customer(name,
                values(contact, "EMAIL").stream().map(PastedText::clean).filter(Customer::isEmail).findFirst(),
                values(contact, "PHONE").stream().map(PastedText::phone).filter(Customer::isPhone).findFirst(),
                Optional.empty());
    }

    private static List<String> values(JsonValue contact, String code) {
        List<String> values = new ArrayList<>();
        // Null for a contact without custom fields.
        for (JsonValue field : contact.path("custom_fields_values")) {
            if (Json.text(field, "field_code").filter(code::equals).isPresent()) {
                field.path("values").forEach(value -> Json.text(value, "value").ifPresent(values::add));
            }
        }
        return values;
    }
}
