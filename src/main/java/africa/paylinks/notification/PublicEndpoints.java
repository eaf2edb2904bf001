package africa.paylinks.notification;

import africa.paylinks.merchant.EndpointRules;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Predicate;

/** Validates endpoints exactly like {@link WebhookSender}: with the same URL parsing and the same address policy. */
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
            // A shop may register its host name later; each delivery resolves it again.
            return Optional.empty();
        }
    }
}
