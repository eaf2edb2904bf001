package africa.paylinks.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/** What the tests of all providers need to know of one, found as a service, so that only its own package knows it. */
public interface ProviderExamples {

    /** The provider's name. */
    String provider();

    /** The example event that creates a payment, below {@code events}. */
    String creation();

    /** The example event of the checkout page that makes it check the payment with the provider, unless a widget names its transaction. */
    String check();

    /** The example event of a webhook that reports success. */
    String success();

    /** The example event of a webhook that names the payment of a refund, but not the refund, so that the provider has to be asked. */
    default Optional<String> refund() {
        return Optional.empty();
    }

    /** Currency and method of subscriptions and reusable links. */
    Terms terms();

    /** The ways in which its webhooks are authenticated; the first works in local runs. */
    List<Authentication> authentications();

    /** Settings under which its status call confirms webhooks that are hints, by the names of the configuration. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** The path in the sandbox of the page that the customer must open first, if creation does not tell the provider. */
    default Optional<String> widgetPath(String paymentId) {
        return Optional.empty();
    }

    /** The body of a webhook as one about another transaction. */
    default String aboutTransaction(String body, String transactionId) {
        return body;
    }

    /** What a payment of a subscription or of a reusable link is paid in. */
    record Terms(String currency, String method) {
    }

    /**
     * A way in which webhooks are authenticated.
     *
     * @param name distinguishes it from others of the provider
     * @param settings under which the provider accepts it, by the names of the configuration
     * @param headers what authenticates a body with the secret of local runs, at the time of the call
     */
    record Authentication(String name, Map<String, String> settings, Function<byte[], Map<String, String>> headers) {

        /** The only one of a provider, or one that needs no setting. */
        public Authentication(String name, Function<byte[], Map<String, String>> headers) {
            this(name, Map.of(), headers);
        }
    }

    /** Those of every provider, in the order of the services file. */
    static List<ProviderExamples> all() {
        return ServiceLoader.load(ProviderExamples.class, ProviderExamples.class.getClassLoader()).stream().map(ServiceLoader.Provider::get).toList();
    }
}
