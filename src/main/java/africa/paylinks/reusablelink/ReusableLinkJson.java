package africa.paylinks.reusablelink;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.provider.PublicAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** Writes reusable links as JSON. */
final class ReusableLinkJson {

    private ReusableLinkJson() {
    }

    static JsonObject of(ReusableLink link, PublicAddress address, Instant now) {
        LinkTerms terms = link.terms();
        LinkAvailability availability = link.availability();
        String page = address.linkPage(LinkIds.shortened(link.id()));
        JsonObject json = Json.object().put("id", link.id()).put("status", link.status(now).name())
                .put("active", availability.active())
                .put("url", page).put("qrUrl", address.linkQrCode(link.id())).put("posterUrl", page + "/poster")
                .put("amount", text(terms.price().fixed())).put("currency", terms.price().currency())
                .put("minimum", text(terms.price().minimum())).put("maximum", text(terms.price().maximum()));
        JsonArray suggestions = json.putArray("suggestions");
        terms.price().suggestions().forEach(amount -> suggestions.add(amount.majorText()));
        json.put("provider", terms.provider().orElse(null))
                .put("method", terms.method().map(PaymentMethod::wireName).orElse(null))
                .put("description", terms.description().orElse(null))
                .put("quantity", terms.quantity().equals(QuantityRange.ONE) ? Json.nullValue()
                        : Json.object().put("min", terms.quantity().min()).put("max", terms.quantity().max()));
        JsonArray collect = json.putArray("collect");
        terms.collect().forEach(field -> collect.add(field.wireName()));
        json.put("limit", Json.nullValue());
        availability.limit().ifPresent(limit -> json.put("limit", limit));
        json.put("completed", link.counts().completed())
                .put("open", link.counts().taken() - link.counts().completed())
                .put("late", link.counts().late())
                .put("expiresAt", availability.expiresAt().map(PaymentJson::instant).orElse(null))
                .put("inactiveMessage", availability.inactiveMessage().orElse(null))
                .put("redirectUrl", terms.redirectUrl().orElse(null));
        JsonObject metadata = json.putObject("metadata");
        new TreeMap<>(terms.metadata()).forEach(metadata::put);
        return json.put("createdAt", PaymentJson.instant(terms.createdAt())).put("updatedAt", PaymentJson.instant(link.updatedAt()));
    }

    private static String text(Optional<Money> amount) {
        return amount.map(Money::majorText).orElse(null);
    }
}
