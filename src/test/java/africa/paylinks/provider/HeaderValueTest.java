package africa.paylinks.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.http.Json;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.secrets.SecretDocument;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValueTest {

    private static final URI ANYWHERE = URI.create("http://127.0.0.1:1/path");

    @ParameterizedTest
    @ValueSource(strings = {"sk_live_1", "sk_live_1\n", "\r\n sk_live_1 \t\n"})
    void whitespaceAroundAKeyIsRemoved(String stored) {
        assertEquals("sk_live_1", HeaderValue.ofSecret("FLUID", document(stored), "apiKey"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_live\n_1", "sk_live _1", "sk_live_é", "sk_live_\u0000", "\u200bsk_live_1", "sk_live_1\u007f"})
    void aKeyWithInvalidCharactersIsRefusedAndNotRepeated(String stored) {
        ProviderNotConfigured refused = assertThrows(ProviderNotConfigured.class,
                () -> HeaderValue.ofSecret("FLUID", document(stored), "apiKey"));
        assertEquals("FLUID's secret 'apiKey' contains characters that a key cannot have: copy it again.", refused.getMessage());
        assertNull(refused.getCause());
    }

    @Test
    void aMissingKeyIsNamed() {
        assertTrue(assertThrows(ProviderNotConfigured.class, () -> HeaderValue.ofSecret("FLUID", document(" "), "apiKey"))
                .getMessage().contains("'apiKey'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer sk_live\n", "sk_live\r\nX: y", "sk_live\u0001"})
    void theHttpClientNeverRepeatsAHeaderThatItRefuses(String value) {
        ProviderNotConfigured refused = assertThrows(ProviderNotConfigured.class, () -> send(ANYWHERE, Map.of("Authorization", value)));
        assertTrue(refused.getMessage().contains("Authorization"), refused.getMessage());
        assertFalse(refused.getMessage().contains("sk_live"), refused.getMessage());
        assertNull(refused.getCause());
    }

    @Test
    void anInvalidHeaderNameOrUrlIsAConfigurationError() {
        assertThrows(ProviderNotConfigured.class, () -> send(ANYWHERE, Map.of("X Signature", "a")));
        for (String address : new String[] {"ftp://example.com/", "/only/a/path", "mailto:a@example.com"}) {
            assertThrows(ProviderNotConfigured.class, () -> send(URI.create(address), Map.of()), address);
        }
    }

    private static void send(URI uri, Map<String, String> headers) {
        new ProviderHttp(Duration.ofSeconds(1), Clock.systemUTC(), RecordedMetrics.checked()).send("GET", uri, headers, Optional.empty(), Duration.ofSeconds(1));
    }

    private static SecretDocument document(String key) {
        return new SecretDocument(Json.object().put("apiKey", key));
    }
}
