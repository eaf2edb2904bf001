package africa.paylinks.notification;

import africa.paylinks.merchant.EndpointRules;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Predicate;

/** Endpoints as the sending of webhooks takes them: the same reading of the URL, and the same addresses behind its name. */
@Singleton
public final class PublicEndpoints implements EndpointRules {

    private final NotificationConfig config;
    private final WebhookSender.Resolver resolver;
    private final Predicate<InetAddress> allowed;

    @Inject
    public PublicEndpoints(NotificationConfig config) {
        this(config, InetAddress::getAllByName);
    }

    PublicEndpoints(NotificationConfig config, WebhookSender.Resolver resolver) {
        this.config = config;
        this.resolver = resolver;
        this.allowed = config.privateEndpoints() ? any -> true : PublicAddressPolicy::has;
    }

    @Override
    public Optional<String> refusal(String url) {
        try {
            for (InetAddress address : resolver.resolve(EndpointAddress.of(url, config.ports(), config.privateEndpoints()).host())) {
                if (!allowed.test(address)) {
                    return Optional.of("address-not-public");
                }
            }
            return Optional.empty();
        } catch (EndpointRefused refused) {
            return Optional.of(refused.getMessage());
        } catch (UnknownHostException notYet) {
            // A shop may get its name later than its endpoint; each delivery looks again.
            return Optional.empty();
        }
    }
}
