package africa.paylinks.flot;

import africa.paylinks.provider.WebhookCall;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretDocument;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Authenticates Flot's webhooks, which carry no signature: by HTTP Basic credentials agreed with Flot, a secret token in
 * the URL, or both. Every configured credential is required. Without any, or with an empty one, all calls are rejected.
 */
final class FlotWebhookAuthentication {

    private static final List<String> NAMES = List.of("webhookUser", "webhookPassword", "webhookToken");

    private FlotWebhookAuthentication() {
    }

    static boolean accepts(SecretDocument secrets, WebhookCall call) {
        Optional<Secret> user = secrets.secret("webhookUser");
        Optional<Secret> password = secrets.secret("webhookPassword");
        Optional<Secret> token = secrets.secret("webhookToken");
        boolean basic = user.isPresent() && password.isPresent();
        if (!basic && token.isEmpty() || NAMES.stream().anyMatch(name -> isBlank(secrets, name))) {
            return false;
        }
        return (!basic || basicMatches(user.get(), password.get(), call))
                && (token.isEmpty() || token.get().matches(call.query().getOrDefault("token", "")));
    }

    private static boolean isBlank(SecretDocument secrets, String name) {
        return !secrets.json().path(name).isAbsent() && secrets.secret(name).isEmpty();
    }

    private static boolean basicMatches(Secret user, Secret password, WebhookCall call) {
        String header = call.header("authorization").orElse("");
        if (!header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return false;
        }
        try {
            byte[] given = Base64.getDecoder().decode(header.substring("basic ".length()).trim());
            return Secret.of(user.text() + ":" + password.text()).matches(given);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
