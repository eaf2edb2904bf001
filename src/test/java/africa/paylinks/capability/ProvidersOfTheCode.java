package africa.paylinks.capability;

import africa.paylinks.AdjustableClock;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp;
import africa.paylinks.secrets.Secrets;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every provider of the product, made as the composition makes it; default settings and no secrets have to be enough to say what it can do. */
public final class ProvidersOfTheCode {

    private static final Clock CLOCK = new AdjustableClock(Instant.parse("2026-01-01T00:00:00Z"));

    private final Map<String, String> settings;
    private final List<Object> services;

    private ProvidersOfTheCode(Map<String, String> settings, Object... services) {
        this.settings = settings;
        this.services = List.of(services);
    }

    /** With default settings and no secrets. */
    public static List<Provider> byName() throws IOException, URISyntaxException {
        return byName(Map.of());
    }

    /** Without secrets. */
    public static List<Provider> byName(Map<String, String> settings) throws IOException, URISyntaxException {
        return byName(settings, new Secrets((system, version) -> Optional.empty(), CLOCK, Duration.ofMinutes(5)),
                new ProviderHttp(Duration.ofSeconds(1), Clock.systemUTC(), RecordedMetrics.checked()), CLOCK);
    }

    /** With services of the caller's. */
    public static List<Provider> byName(Map<String, String> settings, Secrets secrets, ProviderHttp http, Clock clock)
            throws IOException, URISyntaxException {
        ProvidersOfTheCode made = new ProvidersOfTheCode(settings, secrets, http, clock);
        Path classes = Path.of(Provider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString()).filter(name -> name.endsWith(".class"))
                    .map(name -> type(name.substring(0, name.length() - ".class".length()).replace(File.separatorChar, '.')))
                    .filter(type -> Provider.class.isAssignableFrom(type) && !type.isInterface())
                    .map(type -> (Provider) made.make(type)).sorted(Comparator.comparing(Provider::name)).toList();
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, Provider.class.getClassLoader());
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Object make(Class<?> type) {
        if (type.isAnnotationPresent(ConfigMapping.class)) {
            return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(type)
                    .withSources(new PropertiesConfigSource(settings, "test", 100)).withValidateUnknown(false).build().getConfigMapping(type);
        }
        Optional<Object> service = services.stream().filter(type::isInstance).findFirst();
        if (service.isPresent()) {
            return service.get();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(constructor.getParameterTypes()).map(this::make).toArray());
        } catch (ReflectiveOperationException | RuntimeException unknown) {
            throw new AssertionError("A provider needs a " + type.getName() + ", which this class cannot make yet", unknown);
        }
    }
}
