package africa.paylinks.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.fuzz.Fuzz;
import africa.paylinks.fuzz.Mutations;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.ProviderExamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LinkRequestFuzzTest {

    private static final List<String> PROVIDERS = ProviderExamples.all().stream().map(ProviderExamples::provider).toList();

    @Test
    void everyBodyIsReadOrRefusedWithWhatIsWrongWithIt() throws IOException {
        List<byte[]> corpus = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("events", "create-payment-link"))) {
            for (Path file : files.sorted().toList()) {
                JsonValue body = Json.readObject(Files.readAllBytes(file)).orElseThrow().path("body");
                if (body.isText() && body.asText().length() < 8_000) {
                    corpus.add(body.asText().getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        Fuzz.run("create-payment-link", new Mutations(corpus), (body, seed) -> {
            try {
                LinkRequestReader.read(body, PROVIDERS, SamplePayments.NOW, false);
                return true;
            } catch (ProblemException refused) {
                int status = refused.problem().code().status();
                assertTrue(status >= 400 && status < 500, "answers " + status);
                assertTrue(!refused.problem().detail().isBlank());
                return false;
            }
        });
    }
}
