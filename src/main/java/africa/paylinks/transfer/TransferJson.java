package africa.paylinks.transfer;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.PaymentJson;
import java.util.Locale;
import java.util.TreeMap;

/** Renders transfers and their history for the API. */
final class TransferJson {

    private TransferJson() {
    }

    static JsonObject of(Transfer transfer) {
        TransferTerms terms = transfer.terms();
        JsonObject json = Json.object().put("id", terms.id())
                .put("status", transfer.status().name())
                .put("kind", terms.kind().name().toLowerCase(Locale.ROOT));
        json.put("from", party(terms.from())).put("to", party(terms.to()))
                .put("amount", terms.amount().majorText())
                .put("currency", terms.amount().currency())
                .put("provider", terms.provider().orElse(null))
                .put("payment", terms.paymentId().orElse(null))
                .put("description", terms.description().orElse(null))
                .put("reference", terms.reference().orElse(null))
                .put("reverses", terms.reverses().orElse(null))
                .put("reversedBy", transfer.reversedBy().orElse(null));
        json.put("failure", transfer.failure()
                .<JsonValue>map(failure -> Json.object().put("code", failure.code()).put("message", failure.message()))
                .orElse(Json.nullValue()));
        JsonObject metadata = json.put("lateSuccess", transfer.lateSuccess()).putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        return json.put("createdAt", PaymentJson.instant(terms.createdAt()))
                .put("updatedAt", PaymentJson.instant(transfer.updatedAt()))
                .put("expiresAt", terms.expiresAt().map(PaymentJson::instant).orElse(null));
    }

    /** A side of a transfer; the account is null for somebody without one. */
    static JsonObject party(Party party) {
        return Json.object().put("account", party.customerAccount().orElse(null))
                .put("ownerId", party.ownerId().orElse(null))
                .put("name", party.name().orElse(null))
                .put("phone", party.phone().orElse(null));
    }

    static JsonObject of(TransferChange change) {
        JsonObject json = Json.object().put("at", PaymentJson.instant(change.at()))
                .put("from", change.from().map(Enum::name).orElse(null))
                .put("to", change.to().name())
                .put("cause", change.cause());
        JsonObject detail = json.putObject("detail");
        new TreeMap<>(change.detail()).forEach(detail::put);
        return json;
    }
}
