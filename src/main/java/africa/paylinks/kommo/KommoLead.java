package africa.paylinks.kommo;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A deal from Kommo's API.
 *
 * @param price       in major units of the account's currency; empty if there is none
 * @param mainContact the id of the contact who pays
 */
record KommoLead(long status, Optional<BigDecimal> price, OptionalLong mainContact) {

    /** Reads the deal of an answer; empty if it is absent or deleted. */
    static Optional<KommoLead> read(JsonValue lead) {
        if (!lead.path("status_id").isIntegralNumber() || lead.path("is_deleted").booleanValue()) {
            return Optional.empty();
        }
        return Optional.of(new KommoLead(lead.path("status_id").longValue(), price(lead), mainContact(lead)));
    }

    private static Optional<BigDecimal> price(JsonValue lead) {
        JsonValue price = lead.path("price");
        return (price.isText() ? Json.decimal(price.asText().trim()) : Json.decimal(price)).filter(amount -> amount.signum() > 0);
    }

    private static OptionalLong mainContact(JsonValue lead) {
        OptionalLong first = OptionalLong.empty();
        for (JsonValue contact : lead.path("_embedded").path("contacts")) {
            if (contact.path("id").isIntegralNumber()) {
                OptionalLong id = OptionalLong.of(contact.path("id").longValue());
                if (contact.path("is_main").booleanValue()) {
                    return id;
                }
                first = first.isPresent() ? first : id;
            }
        }
        return first;
    }
}
