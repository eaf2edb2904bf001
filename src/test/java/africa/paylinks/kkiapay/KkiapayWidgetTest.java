package africa.paylinks.kkiapay;

import static africa.paylinks.kkiapay.KkiapayFixture.ADDRESS;
import static africa.paylinks.kkiapay.KkiapayFixture.payment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.kkiapay.KkiapayConfig.Dialect;
import africa.paylinks.kkiapay.KkiapayConfig.WebhookMode;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.provider.ProviderNotConfigured;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KkiapayWidgetTest {

    private static final KkiapayWidget WIDGET = new KkiapayWidget(settings(Optional.of("public")));

    @Test
    void theWidgetGetsTheAmountAndTheReturnUrl() {
        Payment payment = payment(PaymentMethod.MOMO, 5000);
        URI page = WIDGET.url(payment, ADDRESS);
        assertEquals("https://widget-v3.kkiapay.me/", page.toString().substring(0, page.toString().indexOf('?')));
        JsonValue widgetData = decoded(page);
        assertEquals(5000, widgetData.path("amount").intValue());
        assertEquals("public", widgetData.path("key").asText());
        assertTrue(widgetData.path("sandbox").booleanValue());
        assertEquals(payment.id(), widgetData.path("data").asText());
        assertEquals(payment.id(), widgetData.path("partnerId").asText());
        assertEquals("https://api.example/pay/" + payment.id(), widgetData.path("callback").asText());
        assertEquals("Déjeuner >> à Cotonou? ~", widgetData.path("reason").asText());
        assertEquals("[\"momo\"]", widgetData.path("paymentMethods").toString());
        assertEquals("[\"BJ\"]", widgetData.path("countries").toString());
        assertEquals("[\"card\"]", decoded(WIDGET.url(payment(PaymentMethod.CARD, 1), ADDRESS)).path("paymentMethods").toString());
    }

    @Test
    void nothingOfWhoPaysIsInTheUrl() {
        String widgetData = decoded(WIDGET.url(payment(PaymentMethod.MOMO, 5000), ADDRESS)).toString();
        for (String telling : List.of("Ada", "23276000000", "@", "fullname", "email", "phoneNumber")) {
            assertFalse(widgetData.contains(telling), widgetData);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 12, 123, 1234, 999_999_999_999_999L})
    void amountsAreWholeNumbersAndNeverMultiplied(long francs) {
        JsonValue amount = decoded(WIDGET.url(payment(PaymentMethod.MOMO, francs), ADDRESS)).path("amount");
        assertTrue(amount.isIntegralNumber());
        assertEquals(francs, amount.longValue());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 12, 123})
    void theUrlMeansTheSameToEveryDecoder(long francs) {
        String query = WIDGET.url(payment(PaymentMethod.MOMO, francs), ADDRESS).getRawQuery();
        assertTrue(query.matches("[A-Za-z0-9]+"), query);
        byte[] json = Base64.getDecoder().decode(query);
        assertEquals(new String(json, StandardCharsets.UTF_8), new String(json, StandardCharsets.ISO_8859_1));
    }

    @Test
    void noSecretKeyIsInTheUrl() {
        try (KkiapayFixture fixture = new KkiapayFixture(Clock.systemUTC())) {
            JsonValue widgetData = decoded(fixture.provider(Dialect.SDK).widget(payment(PaymentMethod.MOMO, 5000), ADDRESS));
            KkiapayFixture.secret().iterator().forEachRemaining(secret ->
                    assertFalse(widgetData.toString().contains(secret.asText()), widgetData::toString));
        }
    }

    @Test
    void aMissingPublicKeyIsNamed() {
        for (Optional<String> key : List.of(Optional.<String>empty(), Optional.of(" "))) {
            ProviderNotConfigured missing = assertThrows(ProviderNotConfigured.class,
                    () -> new KkiapayWidget(settings(key)).url(payment(PaymentMethod.MOMO, 1), ADDRESS));
            assertTrue(missing.getMessage().contains("paylinks.kkiapay.public-key"));
        }
    }

    private static JsonValue decoded(URI page) {
        return Json.readObject(Base64.getDecoder().decode(page.getRawQuery())).orElseThrow();
    }

    private static KkiapayConfig settings(Optional<String> publicKey) {
        return new KkiapayFixture.Settings(Dialect.DOCUMENT, WebhookMode.EITHER, publicKey, Optional.empty(), true,
                Duration.ofSeconds(1));
    }
}
