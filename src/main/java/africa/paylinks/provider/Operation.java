package africa.paylinks.provider;

/**
 * What a call asks a provider for, by which calls are counted.
 *
 * @param provider the provider's name, a metric's dimension
 * @param name     such as {@code create-link}
 */
public record Operation(String provider, String name) {
}
