package africa.paylinks.flot;

import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderEvent;
import africa.paylinks.provider.ProviderHttp.Answer;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.UnreadableWebhook;
import africa.paylinks.provider.WebhookCall;
import africa.paylinks.provider.WebhookField;
import africa.paylinks.provider.WebhookSource;
import africa.paylinks.secrets.Secrets;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Flot (Sierra Leone): mobile money by USSD code, cards on a hosted page, and the Flot app. */
@Singleton
public final class FlotProvider implements LinkCreator, StatusLookup, WebhookSource {

    /** The provider's name in requests, routes, settings and records. */
    public static final String NAME = "flot";

    private static final Failure PAYMENT_FAILED =
            new Failure("payment-failed", "The payment did not succeed. The customer may try again.");

    private final FlotConfig config;
    private final FlotClient client;
    private final Secrets secrets;

    public FlotProvider(FlotConfig config, FlotClient client, Secrets secrets) {
        this.config = config;
        this.client = client;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.MOMO, PaymentMethod.CARD, PaymentMethod.IN_APP);
    }

    @Override
    public Set<String> currencies() {
        return Set.of("SLE", "USD");
    }

    @Override
    public void prepare() {
        if (config.merchantId().isPresent()) {
            client.prepare();
        }
    }

    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        Answer answer;
        try {
            answer = client.createLink(terms);
        } catch (ProviderUnreachable unreachable) {
            return new Unknown(unreachable.getMessage());
        }
        if (answer.isSuccess()) {
            return created(answer);
        }
        FlotError error = FlotError.read(answer.body());
        if (error.isAlreadyPaid()) {
            return new Unknown("reports that this order is already paid; its webhook completes the payment");
        }
        return answer.refusesRequest()
                ? new Refused(new Failure(error.code(), error.message()))
                : new Unknown("answered with HTTP status " + answer.status());
    }

    private static Outcome created(Answer answer) {
        JsonValue data = Json.readObject(answer.body()).map(body -> body.path("data")).orElse(Json.object());
        Optional<String> link = Json.text(data, "link").filter(url -> url.startsWith("https://") || url.startsWith("http://"));
        Optional<String> code = Json.text(data, "code");
        return link.isEmpty() && code.isEmpty()
                ? new Unknown("answered with neither a link nor a USSD code")
                : new Created(link, code, Optional.empty(), Json.text(data, "id"));
    }

    @Override
    public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
        if (config.dialect() != Dialect.MERCHANT_GUIDE || payment.providerReference().isEmpty()) {
            return new NotPossible();
        }
        return StatusLookup.orUnavailable(() -> {
            Answer answer = client.attempt(payment.id(), payment.providerReference().get());
            if (answer.status() == 404) {
                return new NotFound("Flot does not know this attempt");
            }
            return answer.isSuccess() ? known(answer, payment) : StatusLookup.unusable(answer);
        });
    }

    private static ProviderStatus known(Answer answer, Payment payment) {
        JsonValue data = Json.readObject(answer.body()).map(body -> body.path("data")).orElse(Json.object());
        if (Json.text(data, "externalId").filter(id -> !id.equals(payment.id())).isPresent()) {
            return new NotFound("Flot returned another order");
        }
        Optional<PaymentStatus> status = Json.text(data, "status").flatMap(FlotProvider::status);
        Optional<Money> paid = paid(data);
        if (status.isEmpty()) {
            return new Unreadable("answered without a readable status");
        }
        return new Known(status.get(), paid.filter(money -> status.get() == PaymentStatus.COMPLETED),
                payment.providerReference(), failure(status.get()),
                Map.of("flotStatus", Json.text(data, "status").orElse("")));
    }

    private static Optional<Money> paid(JsonValue data) {
        try {
            return Json.text(data, "amount").flatMap(amount -> Json.text(data, "currency")
                    .map(currency -> Money.ofMajor(new BigDecimal(amount), currency)));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public boolean isAuthentic(WebhookCall call) {
        return secrets.accepts(NAME, document -> FlotWebhookAuthentication.accepts(document, call));
    }

    @Override
    public Map<String, String> challenge() {
        return Map.of("www-authenticate", "Basic realm=\"paylinks\"");
    }

    /**
     * The merchant guide has a status call, which confirms webhooks. The developers page has none, so the webhook's
     * credentials and its unguessable reference are the proof.
     */
    @Override
    public Evidence evidence() {
        return config.dialect() == Dialect.MERCHANT_GUIDE ? Evidence.HINT : Evidence.PROOF;
    }

    @Override
    public ProviderEvent read(WebhookCall call) {
        JsonValue body = Json.readObject(call.body())
                .orElseThrow(() -> new UnreadableWebhook("The body is not one JSON object."));
        String orderId = WebhookField.required("orderId", Json.text(body, "orderId"));
        String status = WebhookField.required("status", Json.text(body, "status"));
        String requestId = Json.text(body, "flotRequestId").orElse("-");
        Optional<PaymentStatus> meaning = status(status);
        return new ProviderEvent(orderId + ":" + requestId + ":" + status.toLowerCase(Locale.ROOT), orderId, meaning,
                Optional.empty(), Optional.empty(), meaning.flatMap(FlotProvider::failure),
                Map.of("flotRequestId", requestId, "flotStatus", status)).defaultingToAmountDue();
    }

    private static Optional<PaymentStatus> status(String flotStatus) {
        return switch (flotStatus.trim().toLowerCase(Locale.ROOT)) {
            case "created", "pending" -> Optional.of(PaymentStatus.PENDING);
            case "completed" -> Optional.of(PaymentStatus.COMPLETED);
            case "failed" -> Optional.of(PaymentStatus.FAILED);
            default -> Optional.empty();
        };
    }

    private static Optional<Failure> failure(PaymentStatus status) {
        return Optional.of(PAYMENT_FAILED).filter(failure -> status == PaymentStatus.FAILED);
    }
}
