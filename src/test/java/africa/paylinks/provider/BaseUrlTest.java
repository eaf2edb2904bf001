package africa.paylinks.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @CsvSource({"https://api.example, /a", "https://api.example/, /a", "https://api.example//, a"})
    void thereIsOneSlashBetweenAddressAndPath(String base, String path) {
        assertEquals("https://api.example/a", BaseUrl.join("setting", URI.create(base), path).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://api.example", "api.example", "https:///path"})
    void anInvalidUrlIsAConfigurationError(String base) {
        assertTrue(assertThrows(ProviderNotConfigured.class, () -> BaseUrl.join("paylinks.x.base-url", URI.create(base), "/a"))
                .getMessage().contains("paylinks.x.base-url"));
    }

    @Test
    void temporaryStatusesDoNotRefuseARequest() {
        for (int status : new int[] {200, 302, 408, 425, 429, 500, 502, 503, 504}) {
            assertFalse(AnswerStatus.refusesRequest(status), "" + status);
        }
        for (int status : new int[] {400, 401, 402, 403, 404, 409, 410, 422}) {
            assertTrue(AnswerStatus.refusesRequest(status), "" + status);
        }
    }
}
