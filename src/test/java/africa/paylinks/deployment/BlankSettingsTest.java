package africa.paylinks.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.flutterwave.FlutterwaveConfig;
import africa.paylinks.kkiapay.KkiapayConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.utils.StringUtil;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A template can declare a variable only with a value: a blank one is none. */
class BlankSettingsTest {

    @Test
    void aBlankVariableIsAsGoodAsNoneForEverySettingOfTheCode() {
        Map<String, String> blank = new HashMap<>();
        for (Class<?> mapping : mappings()) {
            ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping)).keySet()
                    .forEach(key -> blank.put(variable(key), ""));
        }
        assertTrue(blank.size() > 60, () -> "only " + blank.keySet());
        SmallRyeConfig config = config(blank, Map.of("paylinks.table", "from-a-file"));
        for (Class<?> mapping : mappings()) {
            assertEquals(config(Map.of(), Map.of("paylinks.table", "from-a-file")).getConfigMapping(mapping).toString(),
                    config.getConfigMapping(mapping).toString());
        }
        assertEquals("from-a-file", config.getValue("paylinks.table", String.class));
    }

    @Test
    void aVariableOfSpacesIsBlankToo() {
        KkiapayConfig kkiapay = config(Map.of("PAYLINKS_KKIAPAY_WIDGET_URL", "  ", "PAYLINKS_KKIAPAY_COUNTRIES", " ",
                "PAYLINKS_KKIAPAY_SANDBOX", " "), Map.of()).getConfigMapping(KkiapayConfig.class);
        assertEquals("https://widget-v3.kkiapay.me/", kkiapay.widgetUrl().toString());
        assertEquals(List.of("BJ"), kkiapay.countries());
        assertFalse(kkiapay.sandbox());
    }

    @Test
    void aSetValueOverridesTheDefault() {
        SmallRyeConfig config = config(Map.of("PAYLINKS_FLUTTERWAVE_BASE_URL", "http://localhost:8090/flutterwave/v3",
                "PAYLINKS_FLUTTERWAVE_CURRENCIES", "GHS"), Map.of("paylinks.flutterwave.currencies", "NGN"));
        assertEquals("http://localhost:8090/flutterwave/v3", config.getConfigMapping(FlutterwaveConfig.class).baseUrl().toString());
        assertEquals(Set.of("GHS"), config.getConfigMapping(FlutterwaveConfig.class).currencies());
    }

    @Test
    void aBlankVariableOfNoSettingOfOursStaysBlank() {
        SmallRyeConfig config = config(Map.of("OTHER_SETTING", ""), Map.of("other.setting", "kept"));
        assertEquals(Optional.empty(), config.getOptionalValue("other.setting", String.class));
    }

    private static SmallRyeConfig config(Map<String, String> environment, Map<String, String> file) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredSources().addDiscoveredConverters()
                .withSources(new EnvConfigSource(environment, 300), new PropertiesConfigSource(file, "file", 250)).withValidateUnknown(false);
        mappings().forEach(builder::withMapping);
        return builder.build();
    }

    private static List<Class<?>> mappings() {
        return CompiledFunctions.PRODUCT.stream().filter(type -> type.isAnnotatedWith(ConfigMapping.class)
                        && !type.getPackageName().startsWith("africa.paylinks.local")).<Class<?>>map(type -> type.reflect()).toList();
    }

    private static String variable(String key) {
        return StringUtil.replaceNonAlphanumericByUnderscores(key.replace("[*]", "")).toUpperCase(Locale.ROOT);
    }
}
