package africa.paylinks.packaged;

import africa.paylinks.capability.ProvidersOfTheCode;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderExamples;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.provider.WebhookSource.Evidence;
import africa.paylinks.provider.WidgetCheckout;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A provider with its capabilities and its example events. */
record ExampleProvider(Provider provider, ProviderExamples examples) {

    /** What the providers are set to, so that status calls confirm as many webhooks as possible. */
    static final Map<String, String> SETTINGS = settings();

    static final List<ExampleProvider> ALL = all();

    /** Those that offer a capability. */
    static List<ExampleProvider> offering(Class<? extends Provider> capability) {
        return ALL.stream().filter(provider -> capability.isInstance(provider.provider)).toList();
    }

    /** Those that are called to create a payment; that of a widget begins in the customer's browser. */
    static List<ExampleProvider> creating() {
        return offering(LinkCreator.class).stream().filter(provider -> !provider.hasWidget()).toList();
    }

    /** Those that are asked about a webhook before it has an effect: about its payment, or about a refund that it does not name. */
    static List<ExampleProvider> confirming() {
        return offering(WebhookSource.class).stream().filter(provider -> provider.sendsHints() || provider.examples.refund().isPresent()).toList();
    }

    /** Those that are asked about none. */
    static List<ExampleProvider> proving() {
        return offering(WebhookSource.class).stream().filter(provider -> !confirming().contains(provider)).toList();
    }

    /** Whether a status call confirms its webhooks. */
    boolean sendsHints() {
        return provider instanceof WebhookSource source && source.evidence() == Evidence.HINT;
    }

    String name() {
        return provider.name();
    }

    Dependency dependency() {
        return Dependency.of(name());
    }

    String creation() {
        return examples.creation();
    }

    String webhookFunction() {
        return name() + "-webhook";
    }

    boolean hasWidget() {
        return provider instanceof WidgetCheckout;
    }

    boolean debits() {
        return provider instanceof CustomerDebit;
    }

    /** The webhook that reports the success of a payment, authenticated now. */
    ObjectNode success(FaultFixture.Paid paid) {
        return webhook(examples.success(), paid);
    }

    /** A webhook about a payment, authenticated now. */
    ObjectNode webhook(String example, FaultFixture.Paid paid) {
        ObjectNode event = FaultFixture.about(example, paid.id());
        String body = examples.aboutTransaction(event.path("body").asText(), paid.transactionId());
        event.put("body", body);
        examples.authentications().get(0).headers().apply(body.getBytes(StandardCharsets.UTF_8)).forEach(event.withObject("/headers")::put);
        return event;
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        ProviderExamples.all().forEach(examples -> settings.putAll(examples.settings()));
        return Map.copyOf(settings);
    }

    private static List<ExampleProvider> all() {
        try {
            Map<String, Provider> providers = ProvidersOfTheCode.byName(SETTINGS).stream().collect(Collectors.toMap(Provider::name, Function.identity()));
            return ProviderExamples.all().stream().map(examples -> new ExampleProvider(providers.get(examples.provider()), examples)).toList();
        } catch (IOException | URISyntaxException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
