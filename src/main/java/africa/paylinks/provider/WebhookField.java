package africa.paylinks.provider;

import africa.paylinks.payment.CodePoints;
import java.util.Optional;

/** Checks the fields that identify a webhook; their length is limited because they become part of table keys. */
public final class WebhookField {

    /** In characters, that is Unicode code points. */
    public static final int MAX_LENGTH = 200;

    private WebhookField() {
    }

    /** @throws UnreadableWebhook if the field is missing or too long */
    public static String required(String field, Optional<String> value) {
        return limited(field, value)
                .orElseThrow(() -> new UnreadableWebhook("The field '" + field + "' is missing."));
    }

    /** @throws UnreadableWebhook if the field is too long */
    public static Optional<String> limited(String field, Optional<String> value) {
        if (value.isPresent() && !fits(value.get())) {
            throw new UnreadableWebhook("The field '" + field + "' is longer than " + MAX_LENGTH + " characters.");
        }
        return value;
    }

    /** Whether the text is not longer than {@link #MAX_LENGTH}. */
    public static boolean fits(String text) {
        return CodePoints.length(text) <= MAX_LENGTH;
    }
}
