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

/** Builds the URL of KKiaPay's page for one payment. As in KKiaPay's SDKs, the query has the settings as base64 JSON. */
@Singleton
public final class KkiapayWidget {

    private final KkiapayConfig config;

    public KkiapayWidget(KkiapayConfig config) {
        this.config = config;
    }

    /**
     * The public key, the only key that may appear on a page.
     *
     * @throws ProviderNotConfigured if it is not configured
     */
    String publicKey() {
        return config.publicKey().filter(key -> !key.isBlank()).orElseThrow(() -> new ProviderNotConfigured(
                "KKiaPay has no public key: set paylinks.kkiapay.public-key to the one in KKiaPay's dashboard."));
    }

    /**
     * The page's URL. It has the payment's id in two fields, because either can come back empty. It has no personal data,
     * because everyone with the payment link can see it.
     *
     * @throws ProviderNotConfigured if there is no public key
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
     * Base64 that every decoder reads alike. KKiaPay does not document percent-decoding, base64 alphabet or character set.
     * So the JSON is ASCII, contains nothing that base64 encodes as {@code +} or {@code /}, and has a length that needs no
     * padding.
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
