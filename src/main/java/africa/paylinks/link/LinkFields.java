package africa.paylinks.link;

import africa.paylinks.http.BodyFields;
import africa.paylinks.http.WebUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;

/** Reads the fields that requests for links have in common. */
public final class LinkFields {

    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration MAX_LIFE = Duration.ofDays(366);

    private LinkFields() {
    }

    /**
     * The field {@code redirectUrl}.
     *
     * @param local whether redirects to the developer's own machine are allowed
     */
    public static Optional<String> redirectUrl(BodyFields fields, boolean local) {
        Optional<String> url = fields.text("redirectUrl", 2000);
        if (url.isPresent() && WebUrl.parse(url.get()).filter(parsed -> isAllowedRedirect(parsed, local)).isEmpty()) {
            fields.error("/redirectUrl", "Must be an absolute https address without a user" + (local ? " (http for localhost)." : "."));
        }
        return url;
    }

    private static boolean isAllowedRedirect(WebUrl url, boolean local) {
        return !url.user() && (url.tls() || local && LOCAL_HOSTS.contains(url.host()));
    }

    /** The field {@code expiresAt}: a time within a year. */
    public static Optional<Instant> expiresAt(BodyFields fields, Instant now) {
        Optional<String> text = fields.text("expiresAt", 40);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Instant instant = OffsetDateTime.parse(text.get()).toInstant();
            if (!instant.isAfter(now)) {
                fields.error("/expiresAt", "Must be in the future.");
            } else if (instant.isAfter(now.plus(MAX_LIFE))) {
                fields.error("/expiresAt", "Must be within a year.");
            }
            return Optional.of(instant);
        } catch (DateTimeParseException notATime) {
            fields.error("/expiresAt", "Use an ISO 8601 time with zone, such as 2026-12-01T10:00:00Z.");
            return Optional.empty();
        }
    }
}
