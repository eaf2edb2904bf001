package africa.paylinks.local.sandbox.kommo;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.sandbox.Orders;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The leads of the account with their contacts and notes. It starts with samples that lack data as real leads do. */
final class KommoLeads {

    private static final String IDS = "leads";
    private static final long FIRST_CONTACT = 31200400;
    private static final long FIRST_NOTE = 42709300;

    private final Orders orders;
    private final Clock clock;

    KommoLeads(Orders orders, Clock clock) {
        this.orders = orders;
        this.clock = clock;
        fill();
    }

    /** A lead before and after a change; empty before its creation. */
    record Change(ObjectNode before, ObjectNode after) {

        boolean creates() {
            return before.isEmpty();
        }

        boolean movesStage() {
            return before.path("status_id").asLong() != after.path("status_id").asLong();
        }
    }

    List<ObjectNode> all() {
        List<ObjectNode> leads = new ArrayList<>();
        orders.totals().path(IDS).forEach(id -> find(id.asText()).ifPresent(leads::add));
        return leads;
    }

    /** Finds a lead that was not deleted. */
    Optional<ObjectNode> find(String id) {
        return findEvenDeleted(id).filter(lead -> !isDeleted(lead));
    }

    Optional<ObjectNode> findEvenDeleted(String id) {
        return orders.find(id);
    }

    /** Finds a contact by its own id, unless its lead was deleted. */
    Optional<JsonNode> contact(String id) {
        return orders.findByAlias(contactAlias(id)).filter(lead -> !isDeleted(lead)).flatMap(lead -> {
            for (JsonNode contact : lead.path("contacts")) {
                if (contact.path("id").asText().equals(id)) {
                    return Optional.of(contact);
                }
            }
            return Optional.empty();
        });
    }

    /** Finds the lead that a contact belongs to. */
    Optional<String> leadOfContact(String id) {
        return orders.findByAlias(contactAlias(id)).map(lead -> lead.path("id").asText());
    }

    /** Returns the contact that is marked as the main one. */
    static Optional<ObjectNode> mainContact(JsonNode lead) {
        for (JsonNode contact : lead.path("contacts")) {
            if (contact.path("is_main").asBoolean()) {
                return Optional.of((ObjectNode) contact);
            }
        }
        return Optional.empty();
    }

    /** Changes a lead that exists. */
    Optional<Change> change(String id, long by, Consumer<ObjectNode> change) {
        ObjectNode[] before = new ObjectNode[1];
        return orders.update(id, lead -> {
            before[0] = lead.deepCopy();
            if (isDeleted(lead)) {
                return;
            }
            change.accept(lead);
            lead.put("updated_at", clock.instant().getEpochSecond()).put("updated_by", by);
            if (lead.path("status_id").asLong() != before[0].path("status_id").asLong()) {
                boolean closed = KommoStage.of(lead.path("status_id").asLong()).filter(KommoStage::isClosed).isPresent();
                lead.put("closed_at", closed ? lead.path("updated_at").asLong() : null);
            }
        }).filter(after -> !isDeleted(after)).map(after -> new Change(before[0], after));
    }

    /** Records something about a lead that is no change of it, such as a call or a webhook. */
    void note(String id, Consumer<ObjectNode> change) {
        orders.update(id, change);
    }

    /** Creates a lead without a contact in the first stage; does nothing if it exists. */
    void create(String id) {
        orders.upsert(id, () -> fresh(id), lead -> {
            if (isDeleted(lead)) {
                lead.setAll(fresh(id));
            }
        });
        orders.updateTotals(totals -> {
            ArrayNode ids = totals.withArray("/" + IDS);
            for (JsonNode known : ids) {
                if (known.asText().equals(id)) {
                    return;
                }
            }
            ids.add(id);
        });
    }

    /**
     * Adds a contact to a lead.
     *
     * @param email null when there is none
     * @param phone null when there is none
     */
    void addContact(String id, String name, boolean main, String email, String phone) {
        long contact = next("contact", FIRST_CONTACT);
        orders.alias(contactAlias(String.valueOf(contact)), id);
        orders.update(id, lead -> lead.withArray("/contacts").addObject().put("id", contact).put("name", name).put("is_main", main).put("email", email)
                .put("phone", phone));
    }

    /** Adds a note and returns it; empty when there is no such lead. */
    Optional<ObjectNode> addNote(String id, String text, long by) {
        long now = clock.instant().getEpochSecond();
        ObjectNode note = Json.object().put("id", next("note", FIRST_NOTE)).put("entity_id", Long.parseLong(id)).put("note_type", "common").put("text", text)
                .put("created_by", by).put("created_at", now).put("updated_at", now);
        return change(id, by, lead -> lead.withArray("/notes").add(note)).map(change -> note);
    }

    boolean delete(String id) {
        boolean[] deleted = {false};
        orders.update(id, lead -> {
            deleted[0] = !isDeleted(lead);
            lead.put("deleted", true);
        });
        return deleted[0];
    }

    static boolean isDeleted(JsonNode lead) {
        return lead.path("deleted").asBoolean();
    }

    private ObjectNode fresh(String id) {
        long now = clock.instant().getEpochSecond();
        ObjectNode lead = Json.object().put("id", Long.parseLong(id)).put("name", "Deal " + id).put("price", 0).put("status_id", KommoStage.NEW.id())
                .put("deleted", false).put("created_at", now).put("updated_at", now).put("updated_by", KommoAccount.SELLER).putNull("closed_at");
        lead.putArray("contacts");
        lead.putArray("notes");
        lead.putArray("webhooks");
        lead.putObject("calls");
        return lead;
    }

    private long next(String what, long first) {
        long[] number = new long[1];
        orders.updateTotals(totals -> {
            ObjectNode numbers = totals.withObject("/numbers");
            number[0] = numbers.path(what).asLong(first) + 1;
            numbers.put(what, number[0]);
        });
        return number[0];
    }

    private void fill() {
        if (orders.size() > 0) {
            return;
        }
        sample("23802129", "Roof panels", 150);
        addContact("23802129", "Kofi Mensah", true, "kofi.mensah@example.com", "+233241234567");
        sample("23802130", "Café “Baobab” & Söhne: 100% + delivery", 1250);
        // The main contact need not be the first one.
        addContact("23802130", "Bookkeeping", false, "books@example.com", null);
        addContact("23802130", "Amélie N'Diaye", true, "amelie+baobab@example.com", "+221771234567");
        sample("23802131", "Water pump, no e-mail yet", 480);
        addContact("23802131", "Wanjiru Kamau", true, null, null);
        sample("23802132", "School fees, no price yet", 0);
        addContact("23802132", "Ngozi Okafor", true, "ngozi.okafor@example.com", "+2348012345678");
        sample("23802133", "Solar lamps, nobody to write to", 75);
    }

    private void sample(String id, String name, long price) {
        create(id);
        orders.update(id, lead -> lead.put("name", name).put("price", price));
    }

    private static String contactAlias(String id) {
        return "contact-" + id;
    }
}
