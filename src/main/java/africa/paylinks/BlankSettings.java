package africa.paylinks;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Treats a blank setting as absent, because a template can declare a function's variable only with a value.
 *
 * <p>The value of the next source applies instead, and finally the default in the code.
 */
public final class BlankSettings implements ConfigSourceFactory {

    private static final List<String> PREFIXES = List.of("paylinks.", "quarkus.dynamodb.");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        List<ConfigSource> sources = context.getConfigSources().stream()
                .sorted(Comparator.comparingInt(ConfigSource::getOrdinal).reversed()).toList();
        return List.of(new WithoutBlanks(sources));
    }

    /** Returns a value only where the strongest source has a blank one. */
    private record WithoutBlanks(List<ConfigSource> sources) implements ConfigSource {

        @Override
        public String getValue(String name) {
            if (PREFIXES.stream().noneMatch(name::startsWith)) {
                return null;
            }
            boolean isBlank = false;
            for (ConfigSource source : sources) {
                String value = source.getValue(name);
                if (value != null && !value.isBlank()) {
                    return isBlank ? value : null;
                }
                isBlank |= value != null;
            }
            return null;
        }

        @Override
        public Set<String> getPropertyNames() {
            return Set.of();
        }

        @Override
        public String getName() {
            return "blank settings";
        }

        @Override
        public int getOrdinal() {
            return Integer.MAX_VALUE;
        }
    }
}
