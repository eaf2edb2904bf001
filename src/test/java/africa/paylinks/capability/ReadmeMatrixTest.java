package africa.paylinks.capability;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import africa.paylinks.local.template.Template;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.provider.Provider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeMatrixTest {

    private static final String START = "<!-- provider-matrix: start -->\n";
    private static final String END = "<!-- provider-matrix: end -->";

    @Test
    void theReadmeShowsWhatTheProvidersImplement() throws IOException, URISyntaxException {
        String readme = Files.readString(Template.find(Path.of("")).resolveSibling("README.md"));
        int start = readme.indexOf(START);
        int end = readme.indexOf(END);
        assertTrue(start >= 0 && end > start, "README.md has no lines " + START.trim() + " and " + END);
        String right = table(ProvidersOfTheCode.byName());
        if (!right.equals(readme.substring(start + START.length(), end))) {
            fail("The table in README.md is not what the code says. The right one:\n\n" + right);
        }
    }

    private static String table(List<Provider> providers) {
        StringBuilder table = new StringBuilder(row("", providers, Provider::name))
                .append("|---|").append("---|".repeat(providers.size())).append('\n')
                .append(row("methods", providers, provider -> provider.methods().stream().map(PaymentMethod::wireName)
                        .map(name -> "`" + name + "`").collect(Collectors.joining(", "))))
                .append(row("currencies", providers,
                        provider -> provider.currencies().stream().sorted().collect(Collectors.joining(", "))));
        for (Capability capability : Capability.values()) {
            table.append(row("`" + capability.wireName() + "`", providers, provider -> capability.isOf(provider) ? "yes" : ""));
        }
        return table.toString();
    }

    private static String row(String title, List<Provider> providers, Function<Provider, String> cell) {
        return providers.stream().map(cell).map(text -> text.isEmpty() ? " |" : " " + text + " |")
                .collect(Collectors.joining("", title.isEmpty() ? "| |" : "| " + title + " |", "\n"));
    }
}
