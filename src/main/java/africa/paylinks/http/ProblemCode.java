package africa.paylinks.http;

import java.util.Locale;

/** All error codes of the API with their HTTP status; {@code openapi.yaml} lists them too. */
public enum ProblemCode {
    VALIDATION_FAILED(400, "The request is not valid"),
    MALFORMED_BODY(400, "The body cannot be read"),
    IDEMPOTENCY_KEY_MISSING(400, "The Idempotency-Key header is missing"),
    IDEMPOTENCY_KEY_INVALID(400, "The Idempotency-Key header is not valid"),
    UNAUTHORIZED(401, "Not authorized"),
    FORBIDDEN(403, "Not allowed with this key"),
    NOT_FOUND(404, "Not found"),
    NOT_ACCEPTABLE(406, "None of the accepted formats is available"),
    REQUEST_IN_PROGRESS(409, "A request with this Idempotency-Key is in progress"),
    PAYMENT_PAID(409, "The payment is paid"),
    SUBSCRIPTION_STATE(409, "The subscription does not allow this as it stands"),
    TRANSFER_REVERSED(409, "The transfer is reversed"),
    WITHDRAWAL_SETTLED(409, "The withdrawal is settled"),
    ACCOUNT_NOT_EMPTY(409, "The account is not empty"),
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key was used for another request"),
    UNSUPPORTED(422, "The provider cannot do this"),
    PAYMENT_NOT_REFUNDABLE(422, "The payment cannot be refunded as it stands"),
    REFUND_EXCEEDS_PAYMENT(422, "The refund is more than is left of the payment"),
    INSUFFICIENT_FUNDS(422, "The account does not have enough money available"),
    SAME_PARTIES(422, "Sender and recipient are the same"),
    LESS_THAN_TRANSACTION_MIN_VALUE(422, "The amount is below the limit per transfer"),
    GREATER_THAN_TRANSACTION_MAX_VALUE(422, "The amount is above the limit per transfer"),
    DAILY_VALUE_LIMIT_EXCEEDED(422, "The sender's transfers of this day would exceed the limit of their sum"),
    DAILY_VOLUME_LIMIT_EXCEEDED(422, "The sender has reached the number of transfers per day"),
    ACCOUNT_CLOSED(422, "The account is closed"),
    CURRENCY_MISMATCH(422, "The account has another currency"),
    TRANSFER_NOT_REVERSIBLE(422, "The transfer cannot be reversed"),
    REFERENCE_REUSED(422, "The reference was used for another withdrawal"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    INTERNAL_ERROR(500, "Something went wrong here"),
    PROVIDER_REJECTED(502, "The provider refused the payment"),
    REFUND_REJECTED(502, "The provider refused the refund"),
    PROVIDER_NOT_CONFIGURED(503, "The provider is not set up"),
    STORE_UNAVAILABLE(503, "Temporarily unavailable"),
    PROVIDER_TIMEOUT(504, "The provider did not answer in time");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The value of {@code code} in the problem document, such as {@code validation-failed}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
