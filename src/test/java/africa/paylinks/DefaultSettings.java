package africa.paylinks;

import io.smallrye.config.ConfigMappings;

/** Settings as they are when nobody sets them. */
public final class DefaultSettings {

    private DefaultSettings() {
    }

    /**
     * The default of a setting.
     *
     * @param mapping  the interface that declares it
     * @param property its full name, such as {@code paylinks.kommo.provider}
     */
    public static String of(Class<?> mapping, String property) {
        return ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping)).get(property).getDefaultValue();
    }
}
