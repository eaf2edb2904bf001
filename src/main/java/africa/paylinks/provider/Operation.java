package africa.paylinks.provider;

/**
 * An operation of a provider's API, by which calls are counted.
 *
 * @param provider the provider's name, a metric's dimension
 * @param name     such as {@code create-link}
 */
public record Operation(String provider, String name) {
}
