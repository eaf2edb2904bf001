package africa.paylinks.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.capability.ProvidersOfTheCode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProviderExamplesTest {

    @Test
    void everyProviderHasExamplesThatExist() throws IOException, URISyntaxException {
        assertEquals(ProvidersOfTheCode.byName().stream().map(Provider::name).collect(Collectors.toSet()),
                ProviderExamples.all().stream().map(ProviderExamples::provider).collect(Collectors.toSet()));
        for (ProviderExamples examples : ProviderExamples.all()) {
            assertFalse(examples.authentications().isEmpty(), examples.provider());
            for (String example : List.of(examples.creation(), examples.check(), examples.success())) {
                assertTrue(Files.exists(Path.of("events", example + ".json")), example);
            }
        }
    }
}
