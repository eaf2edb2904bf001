package africa.paylinks.kkiapay;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.payment.Payment;
import africa.paylinks.provider.BaseUrl;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The URL of KKiaPay's page for one payment: its settings as base64 of JSON in the query, as KKiaPay's own SDKs build it. */
@Singleton
public final class KkiapayWidget {

    private final KkiapayConfig config;

    public KkiapayWidget(KkiapayConfig config) {
        this.config = config;
    }

    /**
     * The public key, the only key that a page may show.
     *
     * @throws ProviderNotConfigured when there is none
     */
    String publicKey() {
        return config.publicKey().filter(key -> !key.isBlank()).orElseThrow(() -> new ProviderNotConfigured(
                "KKiaPay has no public key: set paylinks.kkiapay.public-key to that of its dashboard."));
    }

    /**
     * The page's URL. The payment's id goes along twice, because either field has been seen to come back empty. Nothing of
     * who pays is in it: it stands on a page that whoever has the link may see.
     *
     * @throws ProviderNotConfigured when there is no public key
     */
    URI url(Payment payment, PublicAddress address) {
        String back = address.checkoutPage(payment.id());
        JsonObject settings = Json.object().put("amount", payment.terms().amount().minor()).put("key", publicKey())
                .put("sandbox", config.sandbox()).put("data", payment.id()).put("partnerId", payment.id())
                .put("callback", back).put("host", back).put("serviceId", "INTEGRATION")
                .put("reason", payment.terms().descriptionLine().orElse(payment.terms().orderId()));
        config.countries().forEach(settings.putArray("countries")::add);
        settings.putArray("paymentMethods").add(payment.terms().method().wireName());
        return URI.create(BaseUrl.withoutSlash(config.widgetUrl().toString()) + "/?" + encoded(Json.write(settings)));
    }

    /**
     * Base64 that means the same to every decoder. Nobody says whether the page percent-decodes its query, which base64
     * alphabet it reads, or whether it reads UTF-8: so the JSON is ASCII, without the characters of which base64 makes
     * {@code +} and {@code /}, and of a length that leaves nothing to pad.
     */
    private static String encoded(String json) {
        StringBuilder ascii = new StringBuilder(json.length() + 2);
        json.chars().forEach(character -> {
            if (character >= 0x7e || character == '>' || character == '?') {
                ascii.append(String.format("\\u%04x", character));
            } else {
                ascii.append((char) character);
            }
        });
        while (ascii.length() % 3 != 0) {
            ascii.append(' ');
        }
        return Base64.getEncoder().encodeToString(ascii.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
