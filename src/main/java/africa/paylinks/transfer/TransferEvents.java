package africa.paylinks.transfer;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import java.util.Locale;
import java.util.TreeMap;

/** Builds the events of transfers. They name both owners, so that a shop can tell both, and contain no other data about them. */
public final class TransferEvents {

    private TransferEvents() {
    }

    /** The type of the event of a status, such as {@code transfer.completed}. */
    public static String type(TransferStatus status) {
        return "transfer." + status.name().toLowerCase(Locale.ROOT);
    }

    /** The content of an event, which never changes; the outbox record names the merchant. */
    public static String content(Transfer transfer) {
        TransferTerms terms = transfer.terms();
        JsonObject json = Json.object().put("id", terms.id())
                .put("status", transfer.status().name())
                .put("kind", terms.kind().name().toLowerCase(Locale.ROOT));
        json.put("from", party(terms.from())).put("to", party(terms.to()))
                .put("amount", terms.amount().majorText()).put("currency", terms.amount().currency());
        terms.provider().ifPresent(provider -> json.put("provider", provider));
        terms.paymentId().ifPresent(payment -> json.put("payment", payment));
        terms.reference().ifPresent(reference -> json.put("reference", reference));
        terms.reverses().ifPresent(reversed -> json.put("reverses", reversed));
        transfer.reversedBy().ifPresent(reversal -> json.put("reversedBy", reversal));
        transfer.failure().ifPresent(failure -> json.putObject("failure").put("code", failure.code()).put("message", failure.message()));
        JsonObject metadata = json.put("lateSuccess", transfer.lateSuccess()).putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        return Json.write(json.put("createdAt", PaymentJson.instant(terms.createdAt())));
    }

    private static JsonObject party(Party party) {
        return Json.object().put("account", party.customerAccount().orElse(null)).put("ownerId", party.ownerId().orElse(null));
    }
}
